#!/usr/bin/env bash
# Copies an editor's screen into its page, between `<!-- capture: begin -->` and `<!-- capture: end -->`:
#
#     Tests/Editors/capture.sh PAGE LINES KEYS COMMAND…
#
# The command opens a file of three reviews on a screen of LINES lines. KEYS, as tmux names them, are sent once the editor shows
# the file. The screen is captured once it shows a confidence. Set HOME to a folder that is set up as the page says.
set -euo pipefail
page=$1 lines=$2 keys=$3
shift 3

folder=$(mktemp -d)
cat > "$folder/reviews.txt" <<'REVIEWS'
A wonderful film, I loved every minute of it.
What a waste of time. The plot was confusing, acting was terrible.
A warm and funny story with a great cast.
REVIEWS
screen() { tmux -L sentiment capture-pane -p -t editor | sed 's/ *$//'; }
await() { for _ in $(seq 200); do screen | grep -q "$1" && return; sleep 0.1; done; echo "capture: timed out waiting for $1" >&2; screen >&2; exit 1; }
trap 'tmux -L sentiment kill-server 2>/dev/null; rm -rf "$folder"' EXIT

tmux -L sentiment new-session -d -s editor -x 112 -y "$lines" -c "$folder" "$* reviews.txt"
await 'A wonderful film'
for key in $keys; do sleep 0.3; tmux -L sentiment send-keys -t editor "$key"; done
await '9[0-9]%'
sleep 1
{ echo '```text'; screen | cat -s; echo '```'; } > "$folder/capture"
awk -v file="$folder/capture" '
  /^<!-- capture: end -->$/ { inside = 0 }
  !inside { print }
  /^<!-- capture: begin -->$/ { inside = 1; while ((getline line < file) > 0) print line }
' "$page" > "$folder/page"
cat "$folder/page" > "$page"
