# Makes ears_reference.json: Rscript ears_reference.R > ears_reference.json
# R package `surveillance` (M. Salmon, D. Schumacher, M. Hoehle), function earsC.
suppressMessages(library(surveillance))
series <- list(
  steady = c(12, 9, 14, 11, 10, 13, 12, 8, 15, 11, 9, 12, 10, 14, 13, 11, 12, 9, 10, 13),
  outbreak = c(3, 5, 4, 6, 2, 5, 3, 4, 6, 5, 4, 3, 9, 18, 25, 21, 12, 6, 4, 5, 3, 4, 2, 5),
  sparse = c(0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 1, 0, 2, 0, 0, 7, 0, 0, 0),
  growing = c(1, 2, 2, 4, 5, 5, 8, 9, 13, 14, 21, 22, 34, 40, 55, 60, 89, 90, 144)
)
number <- function(x) sprintf("%.17g", x)
lines <- c()
for (name in names(series)) {
  for (method in c("C1", "C2", "C3")) {
    for (baseline in c(7, 4)) {
      for (minSigma in c(0, 0.5)) {
        if (minSigma == 0 && name == "sparse") next
        control <- list(method = method, baseline = baseline, minSigma = minSigma)
        found <- earsC(sts(observed = series[[name]]), control = control)
        lines <- c(lines, sprintf(
          paste0('  {"series": "%s", "method": "%s", "baseline": %d, "min_sigma": %s,\n',
                 '   "observed": [%s],\n   "bounds": [%s],\n   "alarms": [%s]}'),
          name, method, baseline, number(minSigma),
          paste(series[[name]], collapse = ", "),
          paste(number(found@upperbound[, 1]), collapse = ", "),
          paste(ifelse(found@alarm[, 1], "true", "false"), collapse = ", ")
        ))
      }
    }
  }
}
cat(sprintf('{"made_with": "R %s, package surveillance %s, function earsC; see ears_reference.R",\n',
            paste(R.version$major, R.version$minor, sep = "."), packageVersion("surveillance")))
cat(' "cases": [\n', paste(lines, collapse = ",\n"), "\n]}\n", sep = "")
