# Sourced by `run` and `train`, which set `here` (what `pack` made) and `out` (the results): the
# Java programs, and parts of a whole. Each part has its limit in seconds and its file; whatever
# happens to one, what came before it is kept and what comes after it still runs.

net=com.example.cifar.Cifar10
all_good=yes

[ -f "$here/jre.tar.gz" ] || { echo "error: $here is no folder that \`pack\` made" >&2; exit 1; }
command -v python3 >/dev/null || { echo "error: there is no python3 here" >&2; exit 1; }
python3 "$here/machine.py" >/dev/null || exit 1

mkdir -p "$out" || exit 1
summary=$out/summary.txt
: >"$summary"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A part has a process group of its own, so a signal to this script does not reach it.
running=
stop() {
  [ -z "$running" ] || { kill "$running"; wait "$running"; }
  say "stopped after $SECONDS s"
  exit 130
}
trap stop INT TERM
tar -xzf "$here/jre.tar.gz" -C "$work" || exit 1
# What an earlier run has compiled or chosen says nothing about this one.
export CNNC_CACHE=$work/cache
java=("$work/jre/bin/java" "@$here/java.args" -cp "$here/kernels:$here/lib/*")
check=("${java[@]}" cnnc.runtime.cuda.check.GpuCheck "$net")
training=("${java[@]}" cnnc.runtime.cuda.check.GpuTrain "$net" adam3k)

say() {
  printf '%s\n' "$*" | tee -a "$summary"
}

# part NAME FILE LIMIT COMMAND...: runs the command; all that it prints goes to the end of FILE.
part() {
  local name=$1 file=$out/$2 limit=$3 began=$SECONDS verdict
  shift 3
  echo "== $name" >>"$file"
  timeout -k 5 "$limit" "$@" >>"$file" 2>&1 </dev/null &
  running=$!
  wait $running
  status=$?
  running=
  # Endless complaints are not to fill what a results folder may hold.
  truncate -s '<8M' "$file"
  case $status in
    0) verdict=good ;;
    124 | 137) verdict="CUT OFF, the file has what it had said till then" ;;
    *) verdict="FAILED with exit code $status" ;;
  esac
  say "$(printf '%-16s %4d s of %3d  %s' "$name" $((SECONDS - began)) "$limit" "$verdict")"
  [ "$status" = 0 ] || { all_good=no; tail -n 5 "$file" | cut -c1-160; }
  return "$status"
}

# skip NAME FILE WHY: a part that cannot be run here.
skip() {
  echo "skipped: $3" >>"$out/$2"
  say "$(printf '%-16s skipped: %s' "$1" "$3")"
}

# show FILE PATTERN: what matters most of a file.
show() {
  grep -E "$2" "$out/$1" | cut -c1-160 | sed 's/^/    /' | tee -a "$summary"
}

# must FILE PATTERN WHY: a part that ended well, but did not do what it was for.
must() {
  grep -qE "$2" "$out/$1" && return
  all_good=no
  say "    FAILED: $3"
  return 1
}

# Sets `cudnn` to what a program needs in its environment to find cuDNN with all that it loads: the
# folder in CNNC_CUDNN if that is set, else in python3's environment. Fails where there is none.
find_cudnn() {
  local folders folder
  folders=$(python3 -c 'import glob, nvidia
print(*(f for p in nvidia.__path__ for f in sorted(glob.glob(p + "/*/lib"))), sep=":")' 2>/dev/null)
  for folder in "${CNNC_CUDNN:-}" ${folders//:/ }; do
    if [ -n "$folder" ] && [ -e "$folder/libcudnn.so.9" ]; then
      folders+=${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
      cudnn=("CNNC_CUDNN=$folder" "LD_LIBRARY_PATH=${folders#:}")
      return 0
    fi
  done
  return 1
}
