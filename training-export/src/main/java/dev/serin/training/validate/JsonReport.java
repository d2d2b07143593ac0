package dev.serin.training.validate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A validation for programs. */
final class JsonReport {
  private JsonReport() {}

  static String of(Validation validation) throws JsonProcessingException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("source", validation.source());
    json.put("photos", validation.subjects().size());
    json.put("ignored", validation.ignored());
    json.put("classes", validation.classes());
    json.put("splits", validation.splits());
    json.put("labelsJudged", validation.labelsJudged());
    validation.separable().ifPresent(share -> json.put("separable", share));
    json.put("errors", validation.hasErrors());
    Map<String, Object> counts = new LinkedHashMap<>();
    validation.counts().forEach((check, count) -> counts.put(check.id(), count.findings()));
    json.put("counts", counts);
    json.put("findings", validation.findings().stream().map(f -> json(validation, f)).toList());
    json.put("thresholds", validation.thresholds());
    return new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
  }

  private static Map<String, Object> json(Validation validation, Finding finding) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("check", finding.check().id());
    json.put("severity", finding.severity().label());
    List<String> names =
        finding.photos().stream().map(i -> validation.subjects().get(i).name()).toList();
    json.put("photos", names);
    json.put("text", finding.text());
    return json;
  }
}
