'use strict';
require('sightline/register');
const mongoose = require('mongoose');
const serve = require('./serve.cjs');

const schema = new mongoose.Schema({ _id: String, note: String }, { versionKey: false });
const Order = mongoose.model('Order', schema, 'orders');

serve({
  early: async () => {
    // Asked for before there is a connection: it waits for one.
    const asked = Order.findOne({ _id: 'secret-1' }).exec();
    await mongoose.connect(`mongodb://127.0.0.1:${process.env.PORT_OF_SERVER}/shop`, {
      autoCreate: false,
      autoIndex: false,
    });
    return asked;
  },
  save: async () => {
    await new Order({ _id: 'secret-2', note: 'secret-42' }).save();
    return Order.find({}).lean();
  },
  many: async () => {
    await Order.insertMany([{ _id: 'secret-3' }, { _id: 'secret-4' }]);
    return Order.updateOne({ _id: 'secret-3' }, { note: 'secret-43' });
  },
  duplicate: () => new Order({ _id: 'secret-2' }).save(),
});
