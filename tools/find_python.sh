#!/bin/sh
# Prints the first Python 3.11 to 3.13 that can make a virtual environment.
# Where there is none, names the apt command that brings it. PYTHON=… chooses one by name.

if [ "$(id -u)" = 0 ]; then apt="apt install"; else apt="sudo apt install"; fi
lacks_venv="" unfit=""

for name in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11; do
    path=$(command -v "$name" 2>/dev/null) || continue
    version=$("$path" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
    case $version in
        3.11 | 3.12 | 3.13) ;;
        *) unfit="$unfit $name=$version"; continue ;;
    esac
    if "$path" -c 'import ensurepip, venv' 2>/dev/null; then
        printf '%s\n' "$path"
        exit 0
    fi
    [ -n "$lacks_venv" ] || lacks_venv=$name
done

if [ -n "$lacks_venv" ]; then
    echo "$lacks_venv 缺少 venv 模块，请先运行：$apt $lacks_venv-venv" >&2
    echo "$lacks_venv has no venv module; run: $apt $lacks_venv-venv" >&2
    exit 1
fi
case $unfit in
    "") wanted="python3 python3-venv" ;;
    *) wanted="python3.11 python3.11-venv" ;;
esac
echo "需要 Python 3.11 至 3.13${unfit:+（现有：$unfit）}，请先运行：$apt $wanted" >&2
echo "Python 3.11 to 3.13 is needed${unfit:+ (found:$unfit)}; run: $apt $wanted" >&2
exit 1
