#!/bin/sh
# Starts the unpacked benchmark with its own Node: ./bench/run.sh --backend webgpu --json
here=$(cd "$(dirname "$0")" && pwd)
export BENCH_ROOT="$here"
# Uses the bundled Vulkan loader only if the system has none.
if ! /sbin/ldconfig -p 2>/dev/null | grep -q 'libvulkan\.so\.1'; then
  export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$here/lib"
fi
exec "$here/node" "$here/bench.cjs" "$@"
