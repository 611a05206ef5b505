/* The pieces that both forms of the picture are made of. */
function chip(place, at) {
  const lost = place.phase === PHASE.STOPPING && at && !at.ready && at.word === "down";
  const word = lost ? "lost" : run.phases[place.phase];
  const element = make("span", "chip " + run.phases[place.phase]);
  element.style.setProperty("--h", hue(place.task.service));
  element.append(make("span", "name", place.task.name));
  if (place.phase !== PHASE.RUNNING) element.append(" ", make("small", "", word));
  const note = place.note ? ": " + place.note : "";
  element.title = place.task.name + ", " + word + " since " + timeText(place.since) + note;
  return element;
}

function nodeHead(at) {
  const head = make("div", "head");
  head.append(make("b", "", at.node.name));
  const pills = make("div", "pills");
  pills.append(make("span", "pill " + at.node.role, at.node.role));
  pills.append(make("span", "pill " + (at.ready ? "ready" : "bad"), at.word));
  for (const [key, value] of at.node.labels) pills.append(make("span", "pill", key + " " + value));
  head.append(pills, use(at));
  return head;
}

function use(at) {
  const box = make("div", "use");
  bar(box, "CPU", at.used.cpu, at.node.cpu, cpuText);
  bar(box, "Memory", at.used.mem, at.node.mem, bytesText);
  for (const kind of Object.keys(at.node.gen)) bar(box, kind, at.used.gen[kind] || 0, at.node.gen[kind], String);
  return box;
}

function bar(box, what, used, has, text) {
  if (has === 0) return;
  box.append(make("span", "", what), make("span", "amount", text(used) + " of " + text(has)));
  const track = make("div", "track");
  const fill = make("div", "fill");
  fill.style.width = Math.min(100, (100 * used) / has).toFixed(1) + "%";
  track.append(fill);
  box.append(track);
}
