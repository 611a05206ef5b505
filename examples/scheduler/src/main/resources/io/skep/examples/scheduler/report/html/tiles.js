/* Many nodes: a tile each, darker the fuller, with the number of its tasks; details on demand. */
function makeTiles(root) {
  const field = make("div", "field controls");
  const filter = make("input");
  filter.type = "search";
  filter.placeholder = "Find a node or label";
  filter.setAttribute("aria-label", "Show only nodes whose name or labels contain");
  const order = make("select");
  order.setAttribute("aria-label", "Order of the nodes");
  for (const name of ["as listed", "fullest first", "most tasks first"]) order.append(make("option", "", name));
  const summary = make("span", "empty");
  field.append(filter, order, summary);
  const grid = make("div", "tiles");
  grid.setAttribute("role", "group");
  grid.setAttribute("aria-label", "Nodes");
  const detail = make("div", "detail");
  detail.setAttribute("aria-live", "polite");
  const waiting = make("div");
  root.replaceChildren(field, grid, detail, waiting);

  const tiles = run.nodes.map((node, index) => {
    const tile = make("button", "tile");
    tile.type = "button";
    tile.tabIndex = index === 0 ? 0 : -1;
    tile.addEventListener("click", () => choose(index));
    grid.append(tile);
    return tile;
  });
  const words = run.nodes.map((node) => (node.name + " " + node.labels.flat().join(" ")).toLowerCase());
  let chosen = -1;
  let picture = null;

  /* One stop for the tabulator, arrows inside. */
  grid.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const shown = [...grid.children].filter((tile) => !tile.hidden);
    const next = shown[shown.indexOf(document.activeElement) + step];
    if (!next) return;
    document.activeElement.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    event.preventDefault();
  });
  filter.addEventListener("input", narrow);
  order.addEventListener("change", arrange);

  function narrow() {
    const text = filter.value.trim().toLowerCase();
    tiles.forEach((tile, index) => { tile.hidden = text !== "" && !words[index].includes(text); });
  }

  function arrange() {
    const score = [(at) => 0, load, (at) => at.places.length][order.selectedIndex];
    const scores = picture.nodes.map(score);
    const sorted = tiles.map((_, index) => index).sort((a, b) => scores[b] - scores[a] || a - b);
    grid.append(...sorted.map((index) => tiles[index]));
  }

  function choose(index) {
    if (chosen >= 0) tiles[chosen].setAttribute("aria-pressed", "false");
    chosen = chosen === index ? -1 : index;
    showDetail();
  }

  function showDetail() {
    if (chosen < 0) {
      detail.replaceChildren();
      return;
    }
    tiles[chosen].setAttribute("aria-pressed", "true");
    const at = picture.nodes[chosen];
    const list = make("div");
    if (at.places.length === 0) list.append(make("p", "empty", "No task is here at this moment."));
    for (const place of at.places) list.append(chip(place, at));
    detail.replaceChildren(nodeHead(at), list);
  }

  return function draw(next) {
    picture = next;
    let used = 0;
    picture.nodes.forEach((at, index) => {
      const count = at.places.length;
      if (count > 0) used++;
      const tile = tiles[index];
      tile.className = "tile" + (count > 0 ? " used" : "") + (at.ready || !at.there ? "" : " off");
      tile.textContent = at.ready ? (count > 0 ? count : "") : at.there ? "×" : "";
      tile.style.setProperty("--load", Math.round(100 * load(at)));
      const label = at.node.name + ", " + at.word + ", " + count + " tasks, " + Math.round(100 * load(at)) + " % reserved";
      tile.title = label;
      tile.setAttribute("aria-label", label);
    });
    summary.textContent = grouped(used) + " of " + grouped(tiles.length) + " nodes have tasks";
    waiting.replaceChildren();
    if (picture.unplaced.length > 0) {
      waiting.append(make("p", "empty", picture.unplaced.length + " tasks wait for a node:"));
      for (const place of picture.unplaced.slice(0, 200)) waiting.append(chip(place, null));
    }
    arrange();
    showDetail();
  };
}
