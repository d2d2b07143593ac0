package dev.serin.gateway.rollout.simulate;

import java.util.List;

/** One hour of traffic, judged by several rules: each sees the same minutes. */
record RampTrial(Traffic traffic, List<Rule> judges) implements Trial {
  @Override
  public List<String> rules() {
    return judges.stream().map(Rule::name).toList();
  }

  @Override
  public int horizon() {
    return Ramp.MINUTES;
  }

  @Override
  public void run(Dice dice, List<Verdicts> verdicts) {
    List<Minute> minutes = traffic.minutes(dice);
    for (int i = 0; i < judges.size(); i++) {
      int verdict = judges.get(i).verdict(minutes);
      List<Minute> served = verdict == Rule.NEVER ? minutes : minutes.subList(0, verdict);
      long exposed = 0;
      long bad = 0;
      for (Minute minute : served) {
        exposed += minute.canary();
        bad += minute.canaryErrors();
      }
      verdicts.get(i).add(verdict, exposed, bad);
    }
  }
}
