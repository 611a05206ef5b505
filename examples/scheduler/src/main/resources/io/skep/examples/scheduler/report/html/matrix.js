/* A few nodes: a column each, a row for every service, a chip for every task. */
function drawMatrix(root, picture) {
  const table = make("table");
  table.append(make("caption", "unseen", "Nodes are columns, services are rows"));
  const head = table.createTHead().insertRow();
  head.append(heading("col", make("span", "unseen", "Service")));
  const nodes = picture.nodes.filter((at) => at.there);
  for (const at of nodes) {
    const cell = heading("col", nodeHead(at));
    if (!at.ready) cell.className = "off";
    head.append(cell);
  }
  const anyWaits = picture.unplaced.length > 0;
  if (anyWaits) head.append(heading("col", waitingHead(picture.unplaced.length)));
  const body = table.createTBody();
  run.services.forEach((service, index) => {
    if (service.created <= picture.moment) body.append(serviceRow(service, index, nodes, picture, anyWaits));
  });
  root.replaceChildren(table);
}

function serviceRow(service, index, nodes, picture, anyWaits) {
  const row = make("tr");
  const mine = (place) => place.task.service === index;
  const running = nodes.reduce((n, at) => n + at.places.filter((p) => mine(p) && p.phase === PHASE.RUNNING).length, 0);
  const label = make("div", "service");
  const swatch = make("span", "swatch");
  swatch.style.setProperty("--h", hue(index));
  label.append(swatch, service.name);
  const replicated = service.mode === "replicated";
  const count = replicated ? running + " of " + service.want : service.mode + ", " + running;
  label.append(make("small", "", count + " running"));
  row.append(heading("row", label));
  for (const at of nodes) row.append(chips(at.places.filter(mine), at));
  if (anyWaits) row.append(chips(picture.unplaced.filter(mine), null));
  return row;
}

function chips(places, at) {
  const cell = make("td", at && !at.ready ? "off" : "");
  if (places.length === 0) cell.append(make("span", "unseen", "none"));
  for (const place of places) cell.append(chip(place, at));
  return cell;
}

function waitingHead(count) {
  const head = make("div", "head");
  head.append(make("b", "", "No node"));
  const pills = make("div", "pills");
  pills.append(make("span", "pill bad", count + " waiting"));
  head.append(pills);
  return head;
}

function heading(scope, content) {
  const cell = make("th");
  cell.scope = scope;
  cell.append(content);
  return cell;
}
