package dev.sightline.testplugin;

import java.util.regex.Pattern;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.pattern.PatternCaptureGroupTokenFilter;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;

/** The token filter by which the index of users splits mail addresses. */
final class PatternCapture extends AbstractTokenFilterFactory {
  private final Pattern[] patterns;
  private final boolean keepsOriginal;

  PatternCapture(IndexSettings index, Environment environment, String name, Settings settings) {
    super(name);
    patterns =
        settings.getAsList("patterns").stream().map(Pattern::compile).toArray(Pattern[]::new);
    keepsOriginal = settings.getAsBoolean("preserve_original", true);
  }

  @Override
  public TokenStream create(TokenStream tokens) {
    return new PatternCaptureGroupTokenFilter(tokens, keepsOriginal, patterns);
  }
}
