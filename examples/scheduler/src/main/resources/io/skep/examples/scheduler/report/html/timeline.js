/* The story: filtered by kind and text, a window of it that follows the moment; a click goes there. */
function makeTimeline(goTo) {
  const WINDOW = 200;
  const list = document.getElementById("events");
  const text = document.getElementById("event-text");
  const count = document.getElementById("event-count");
  const earlier = document.getElementById("event-earlier");
  const later = document.getElementById("event-later");
  const kinds = document.getElementById("event-kinds");
  const shownKinds = run.kinds.map(() => true);
  const haystack = run.events.map((event) => (event[2] + " " + event[3]).toLowerCase());
  let matches = [];
  let from = 0;
  let moment = 0;

  run.kinds.forEach((kind, index) => {
    const button = make("button", "", kind);
    button.type = "button";
    button.setAttribute("aria-pressed", "true");
    button.addEventListener("click", () => {
      shownKinds[index] = !shownKinds[index];
      button.setAttribute("aria-pressed", String(shownKinds[index]));
      filter();
    });
    kinds.append(button);
  });
  text.addEventListener("input", filter);
  earlier.addEventListener("click", () => draw(from - WINDOW));
  later.addEventListener("click", () => draw(from + WINDOW));

  function filter() {
    const wanted = text.value.trim().toLowerCase();
    matches = [];
    run.events.forEach((event, index) => {
      if (shownKinds[event[1]] && (wanted === "" || haystack[index].includes(wanted))) matches.push(event);
    });
    count.textContent = matches.length === 1 ? "1 event" : grouped(matches.length) + " events";
    draw(current() - WINDOW / 2);
  }

  /** The place of the last event that is not later than the moment; -1 if there is none. */
  function current() {
    const step = stepAt(matches, moment);
    return step === null ? -1 : matches.indexOf(step);
  }

  function draw(start) {
    from = Math.max(0, Math.min(start, matches.length - WINDOW));
    list.replaceChildren(...matches.slice(from, from + WINDOW).map(item));
    earlier.hidden = from === 0;
    later.hidden = from + WINDOW >= matches.length;
    mark();
  }

  function item(event) {
    const button = make("button");
    button.type = "button";
    const kind = run.kinds[event[1]];
    const words = make("span");
    words.append(make("b", "", event[2]), " " + event[3]);
    button.append(make("time", "", timeText(event[0])), make("span", "kind of-" + kind, kind), words);
    button.addEventListener("click", () => goTo(event[0]));
    const entry = make("li");
    entry.append(button);
    return entry;
  }

  function mark() {
    const at = current() - from;
    [...list.children].forEach((entry, index) => {
      const button = entry.firstChild;
      button.classList.toggle("later", index > at);
      if (index === at) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
    const entry = list.children[Math.max(0, at)];
    if (!entry) return;
    const top = entry.offsetTop;
    if (top < list.scrollTop || top + entry.offsetHeight > list.scrollTop + list.clientHeight) {
      list.scrollTop = top - list.clientHeight / 2; // Within the list only; the page stays.
    }
  }

  filter();
  return function follow(next) {
    moment = next;
    const at = current();
    if (at >= 0 && (at < from || at >= from + WINDOW)) draw(at - WINDOW / 2);
    else mark();
  };
}
