/* What the run was, and how to ask what it was like at a moment. All times in milliseconds. */
const run = JSON.parse(document.getElementById("run").textContent);
const PHASE = Object.fromEntries(run.phases.map((word, index) => [word.toUpperCase(), index]));

/** The newest of the steps, ordered by their first element, that is not later than the moment. */
function stepAt(steps, moment) {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle][0] <= moment) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? null : steps[low - 1];
}

/** Everything as it was at the moment: nodes with their tasks and use, and tasks on no node. */
function pictureAt(moment) {
  const nodes = run.nodes.map((node) => {
    const step = stepAt(node.steps, moment);
    return {
      node, there: step !== null, word: step ? step[1] : "not there", ready: step ? step[2] === 1 : false,
      places: [], used: { cpu: 0, mem: 0, gen: {} },
    };
  });
  const unplaced = [];
  for (const task of run.tasks) {
    const step = stepAt(task.steps, moment);
    if (step === null || step[2] === PHASE.ENDED) continue;
    const place = { task, phase: step[2], since: step[0], note: step[3] < 0 ? "" : run.notes[step[3]] };
    if (step[1] < 0) {
      unplaced.push(place);
      continue;
    }
    const at = nodes[step[1]];
    at.places.push(place);
    if (place.phase !== PHASE.WAITING) {
      at.used.cpu += task.cpu;
      at.used.mem += task.mem;
      for (const kind in task.gen) at.used.gen[kind] = (at.used.gen[kind] || 0) + task.gen[kind];
    }
  }
  return { moment, nodes, unplaced };
}

/** The share, 0 to 1, of what is used most. */
function load(at) {
  const share = (used, has) => (has > 0 ? used / has : 0);
  let most = Math.max(share(at.used.cpu, at.node.cpu), share(at.used.mem, at.node.mem));
  for (const kind in at.node.gen) most = Math.max(most, share(at.used.gen[kind] || 0, at.node.gen[kind]));
  return Math.min(1, most);
}

function timeText(ms) {
  const s = Math.floor(ms / 1000);
  const two = (n) => String(n).padStart(2, "0");
  if (s < 60) return (Math.round(ms / 100) / 10).toString() + " s";
  if (s < 3600) return Math.floor(s / 60) + " min " + two(s % 60) + " s";
  if (s < 86400) return Math.floor(s / 3600) + " h " + two(Math.floor((s % 3600) / 60)) + " min";
  return Math.floor(s / 86400) + " d " + two(Math.floor((s % 86400) / 3600)) + " h";
}

function cpuText(milli) {
  return String(Math.round(milli / 10) / 100);
}

function bytesText(bytes) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let unit = 0;
  while (unit < units.length - 1 && bytes >= 1024) {
    bytes /= 1024;
    unit++;
  }
  return Math.round(bytes * 10) / 10 + " " + units[unit];
}

function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A new element; text goes in as text, never as markup. */
function make(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Hues that the eye tells apart, for as many services as most stacks have; then any others. */
const HUES = [235, 30, 150, 305, 85, 195, 350, 270, 120, 55, 175, 325];

function hue(service) {
  return service < HUES.length ? HUES[service] : Math.round((service * 137.508) % 360);
}
