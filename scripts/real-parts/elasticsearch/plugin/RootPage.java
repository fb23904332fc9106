package dev.sightline.testplugin;

import static org.elasticsearch.rest.RestRequest.Method.GET;
import static org.elasticsearch.rest.RestRequest.Method.HEAD;

import java.io.IOException;
import java.util.List;
import org.apache.lucene.util.Version;
import org.elasticsearch.Build;
import org.elasticsearch.action.admin.cluster.health.ClusterHealthResponse;
import org.elasticsearch.client.internal.node.NodeClient;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.rest.BaseRestHandler;
import org.elasticsearch.rest.RestChannel;
import org.elasticsearch.rest.RestRequest;
import org.elasticsearch.rest.RestResponse;
import org.elasticsearch.rest.RestStatus;
import org.elasticsearch.rest.action.RestBuilderListener;
import org.elasticsearch.xcontent.XContentBuilder;

/** `GET /`, by which clients find out what they talk to. */
final class RootPage extends BaseRestHandler {
  private static final TimeValue HEALTH_WITHIN = TimeValue.timeValueSeconds(5);

  @Override
  public String getName() {
    return "sightline_test_root";
  }

  @Override
  public List<Route> routes() {
    return List.of(new Route(GET, "/"), new Route(HEAD, "/"));
  }

  @Override
  protected RestChannelConsumer prepareRequest(RestRequest request, NodeClient client) {
    return channel ->
        client
            .admin()
            .cluster()
            .prepareHealth(HEALTH_WITHIN)
            .execute(new Answer(channel, client.getLocalNodeId()));
  }

  private static final class Answer extends RestBuilderListener<ClusterHealthResponse> {
    private final String node;

    Answer(RestChannel channel, String node) {
      super(channel);
      this.node = node;
    }

    @Override
    public RestResponse buildResponse(ClusterHealthResponse health, XContentBuilder body)
        throws IOException {
      Build build = Build.current();
      body.startObject();
      body.field("name", node);
      body.field("cluster_name", health.getClusterName());
      body.field("cluster_uuid", "_na_");
      body.startObject("version");
      body.field("number", build.qualifiedVersion());
      body.field("build_flavor", build.flavor());
      body.field("build_type", build.type().displayName());
      body.field("build_hash", build.hash());
      body.field("build_date", build.date());
      body.field("build_snapshot", build.isSnapshot());
      body.field("lucene_version", Version.LATEST.toString());
      body.field("minimum_wire_compatibility_version", build.minWireCompatVersion());
      body.field("minimum_index_compatibility_version", build.minIndexCompatVersion());
      body.endObject();
      body.field("tagline", "You Know, for Search");
      body.endObject();
      return new RestResponse(RestStatus.OK, body);
    }
  }
}
