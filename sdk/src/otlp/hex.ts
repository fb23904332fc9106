/** Values of hexadecimal digits by their character code. */
export const HEX = new Uint8Array(128);
for (const [value, digit] of [...'0123456789abcdef'].entries()) HEX[digit.charCodeAt(0)] = value;
