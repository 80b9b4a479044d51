# What bench/run, bench/verify, bench/memory and bench/backlog share. Sourced, with $root and $work set.

# Packages the launcher's lib directory, asks Maven for the class path of the bench module, and lets the launcher make its
# class-data archive: a user waits for that once, not at every start.
build() {
  local list=$work/classpath
  (cd "$root" && ${MVN:-mvn} -B -ntp -q -pl cli,bench -am -Dmaven.test.skip=true package dependency:build-classpath \
    -Dmdep.includeScope=runtime -Dmdep.outputFile="$work/classpath-"'${project.artifactId}') >&2
  mv "$work/classpath-bench" "$list"
  classpath=$root/bench/target/classes:$(cat "$list")
  "$root/truecost" --version >&2
}

source_of() {
  case $1 in
    cloudfront) echo crates-io-static ;;
    combined) echo maven-central ;;
    json) echo rubygems-cdn ;;
    *) echo "unknown format $1: cloudfront, combined or json" >&2; return 2 ;;
  esac
}

# Makes N lines in K gzip files once; prints their directory.
make_logs() {
  local format=$1 n=$2 files=$3 kind=$4
  local source directory
  source=$(source_of "$format")
  directory=$work/logs/$format-$n-$files-$kind
  if [[ ! -e $directory.made ]]; then
    rm -rf "$directory"
    echo "making $n $kind lines of $format" >&2
    java -cp "$classpath" org.truecost.bench.MakeLogs "$source" "$n" "$files" "$kind" "$directory"
    touch "$directory.made"
  fi
  echo "$directory"
}

# Sets $command to what replays directory $1 into $2.
replay_command() {
  local text=${TRUECOST_REPLAY:-}
  if [[ -n $text ]]; then
    text=${text//\{logs\}/$1}
    text=${text//\{config\}/$root/config}
    text=${text//\{data\}/$2}
    read -r -a command <<<"$text"
  else
    command=("$root/truecost" replay "$1" --sources "$root/config/sources.yaml" --out "$2" --as-of 2026-12-01T00:00:00Z --quiet)
  fi
}

# Ways of DuckDB for a format, as reader+plan, the best first (measured at 1,000,000 lines, see bench/README.md).
duckdb_ways() {
  case $1 in
    json) echo "json-read-json+plan-table json-extract+plan-table json-regexp+plan-table" ;;
    *) echo "$1+plan-table $1+plan-grouping-sets $1+plan-passes" ;;
  esac
}

# Sets $command to what answers by DuckDB: format, way, logs, output.
duckdb_command() {
  local sql=$root/bench/duckdb requests=()
  [[ $1 == json ]] && requests=("$sql/json-requests.sql")
  command=(java -cp "$classpath" org.truecost.bench.DuckDbAnswer "${THREADS:-$(processors)}" "$3" "$root/config" "$4"
    "$sql/organizations.sql" "$sql/classes.sql" "$sql/measures.sql" "$sql/${2%+*}.sql" "${requests[@]}" "$sql/${2#*+}.sql")
}

# Compares data directory $2 with DuckDB's answer $3; fails if they differ.
compare() {
  echo "comparing $1" >&2
  java -cp "$classpath" org.truecost.bench.CompareAnswers "$2" "$3" >&2 || {
    echo "the answers differ: $1" >&2
    return 1
  }
}

processors() { getconf _NPROCESSORS_ONLN; }

machine() {
  local model memory
  model=$(awk -F': ' '/^model name/ {print $2; exit}' /proc/cpuinfo 2>/dev/null || uname -m)
  memory=$(awk '/^MemTotal/ {printf "%.0f GiB", $2 / 1048576}' /proc/meminfo 2>/dev/null || true)
  echo "$(processors) cores (${model:-$(uname -m)}), $memory, $(uname -s), Java $(java -version 2>&1 | awk -F'"' 'NR == 1 {print $2}')"
}

# Seconds, user, system and KiB of a command that is run as a process of its own, into file $1.
measure_process() {
  local out=$1
  shift
  if [[ -x /usr/bin/time ]] && /usr/bin/time -f %M true 2>/dev/null; then
    /usr/bin/time -q -o "$out" -f '%e %U %S %M' "$@"
  else
    measure_by_proc "$out" "$@"
  fi
}

# Largest live heap in MiB of process $1, a java, until it ends, and how often it was looked at: every $2 seconds.
watch_heap() {
  local most=0 looks=0 now
  while sleep "$2" && kill -0 "$1" 2>/dev/null; do
    # A histogram of live objects collects first; its last line is their sum.
    now=$(jcmd "$1" GC.class_histogram 2>/dev/null | awk '$1 == "Total" {print $3}') || true
    [[ -n $now ]] || continue
    looks=$((looks + 1))
    ((now > most)) && most=$now
  done
  echo "$((most / 1048576)) $looks"
}

# The larger of two largest heaps, and the sum of their looks.
larger() { echo "$((${1% *} > ${2% *} ? ${1% *} : ${2% *})) $((${1#* } + ${2#* }))"; }

# For systems without GNU time: seconds, user, system, and the largest resident set that was seen, four times a second. The
# process id survives exec, so that the one that is looked at is the command's own.
measure_by_proc() {
  local out=$1
  shift
  local TIMEFORMAT='%R %U %S'
  rm -f "$out.pid"
  (
    while [[ ! -s $out.pid ]]; do sleep 0.05; done
    pid=$(cat "$out.pid")
    most=0
    while kill -0 "$pid" 2>/dev/null; do
      now=$(awk '/^VmHWM/ {print $2}' "/proc/$pid/status" 2>/dev/null || ps -o rss= -p "$pid" || true)
      ((${now:-0} > most)) && most=$now
      sleep 0.25
    done
    echo "$most" >"$out.most"
  ) &
  local poller=$!
  local status=0
  { time bash -c 'echo $$ >"$0"; exec "$@"' "$out.pid" "$@" 2>&3; } 3>&2 2>"$out.times" || status=$?
  wait "$poller"
  echo "$(tail -1 "$out.times") $(cat "$out.most")" >"$out"
  return "$status"
}

# The results as a Markdown table of medians; the ratio is lines per CPU-second against the best DuckDB of the same lines.
table() {
  awk -F'\t' '
    function median(values, n,    i, j, v) {
      for (i = 2; i <= n; i++) {
        v = values[i]
        for (j = i - 1; j > 0 && values[j] > v; j--) values[j + 1] = values[j]
        values[j + 1] = v
      }
      return n % 2 ? values[(n + 1) / 2] : (values[n / 2] + values[n / 2 + 1]) / 2
    }
    { key = $1 "\t" $2 "\t" $3
      if (!(key in n)) order[++keys] = key
      i = ++n[key]; wall[key, i] = $4; cpu[key, i] = $5; rss[key, i] = $6 }
    END {
      for (k = 1; k <= keys; k++) {
        key = order[k]; c = n[key]
        for (i = 1; i <= c; i++) v[i] = wall[key, i]; w[key] = median(v, c)
        for (i = 1; i <= c; i++) v[i] = cpu[key, i]; u[key] = median(v, c)
        for (i = 1; i <= c; i++) v[i] = rss[key, i]; r[key] = median(v, c)
        split(key, part, "\t"); same = part[1] "\t" part[2]
        if (part[3] ~ /^DuckDB/ && (!(same in best) || u[key] < best[same])) best[same] = u[key]
      }
      print "| format | lines | what | seconds | lines/s | CPU seconds | lines per CPU-second | against DuckDB | peak RSS, MiB |"
      print "|---|---:|---|---:|---:|---:|---:|---:|---:|"
      for (k = 1; k <= keys; k++) {
        key = order[k]; split(key, part, "\t"); same = part[1] "\t" part[2]
        printf "| %s | %d | %s | %.1f | %d | %.1f | %d | %s | %d |\n", part[1], part[2], part[3], w[key], part[2] / w[key], u[key],
          part[2] / u[key], same in best ? sprintf("%.2f", best[same] / u[key]) : "", r[key] / 1024
      }
    }' "$1"
}
