/* Puts the parts together: one moment, shown everywhere. */
const MATRIX_NODES = 24;
const MATRIX_SERVICES = 400;
const STEPS = 2000;
const PLAY_MS = 15000;

const slider = document.getElementById("moment");
const output = document.getElementById("moment-text");
const cursor = document.getElementById("cursor");
const play = document.getElementById("play");
const picture = document.getElementById("picture");
const large = run.nodes.length > MATRIX_NODES || run.services.length > MATRIX_SERVICES;
const drawTiles = large ? makeTiles(picture) : null;
const markTimeline = makeTimeline(goTo);
const moments = [...new Set(run.events.map((event) => event[0]))].sort((a, b) => a - b);
let now = 0;
let playing = 0;

function goTo(moment) {
  now = Math.max(0, Math.min(run.end, moment));
  const share = run.end === 0 ? 1 : now / run.end;
  slider.value = Math.round(share * STEPS);
  slider.setAttribute("aria-valuetext", timeText(now));
  output.textContent = timeText(now);
  cursor.style.left = (100 * share).toFixed(3) + "%";
  const state = pictureAt(now);
  if (large) drawTiles(state);
  else drawMatrix(picture, state);
  markTimeline(now);
}

function stop() {
  cancelAnimationFrame(playing);
  playing = 0;
  play.textContent = "Play";
}

function start() {
  if (now >= run.end) now = 0;
  const from = now;
  let began = null;
  play.textContent = "Pause";
  const frame = (time) => {
    if (began === null) began = time;
    goTo(from + ((time - began) / PLAY_MS) * run.end);
    if (now >= run.end) stop();
    else playing = requestAnimationFrame(frame);
  };
  playing = requestAnimationFrame(frame);
}

slider.max = STEPS;
slider.addEventListener("input", () => { stop(); goTo((slider.value / STEPS) * run.end); });
play.addEventListener("click", () => (playing ? stop() : start()));
document.getElementById("before").addEventListener("click", () => {
  stop();
  goTo(moments.filter((moment) => moment < now).pop() ?? 0);
});
document.getElementById("after").addEventListener("click", () => {
  stop();
  goTo(moments.find((moment) => moment > now) ?? run.end);
});
document.getElementById("busiest").addEventListener("click", () => { stop(); goTo(run.peak); });
document.getElementById("end").addEventListener("click", () => { stop(); goTo(run.end); });

const theme = document.getElementById("theme");
const themes = ["auto", "light", "dark"];
let chosen = 0;
theme.addEventListener("click", () => {
  chosen = (chosen + 1) % themes.length;
  theme.textContent = "Theme: " + themes[chosen];
  if (chosen === 0) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = themes[chosen];
});

goTo(run.start);
document.documentElement.dataset.drawn = "true";
