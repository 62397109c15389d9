// Rings, arrows and fingers over the drawing. They follow the boxes that the words made, so a longer word moves them along.
// data-ring="6": a ring this many pixels off the element; data-to="id": an arrow from a note to the ring of that element,
// data-leave and data-reach name the sides; data-level="id": a note at the height of that
// element; data-span="id": a brace as high as it; data-finger="0.8,0.7": a finger whose tip is at that share of width and height.
const overlay = document.querySelector("#overlay");
const origin = document.querySelector("#picture").getBoundingClientRect();

function draw(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  overlay.append(made);
  return made;
}

function box(element, around = 0) {
  const found = element.getBoundingClientRect();
  const [x, y] = [found.x - origin.x - around, found.y - origin.y - around];
  return { x, y, width: found.width + 2 * around, height: found.height + 2 * around };
}

function sides({ x, y, width, height }) {
  return {
    left: [x, y + height / 2, -1, 0], right: [x + width, y + height / 2, 1, 0],
    top: [x + width / 2, y, 0, -1], bottom: [x + width / 2, y + height, 0, 1],
  };
}

function level(note) {
  const target = box(document.getElementById(note.dataset.level));
  const top = target.y + target.height / 2 - box(note).height / 2 - box(note.offsetParent).y;
  note.style.top = `${Math.max(0, Math.round(top))}px`;
}

function span(brace) {
  const target = box(document.getElementById(brace.dataset.span));
  brace.style.top = `${target.y - box(brace.offsetParent).y}px`;
  brace.style.height = `${target.height}px`;
}

const ringed = (element) => box(element, element.dataset.ring ? Number(element.dataset.ring) + 5 : 4);

function ring(element) {
  const around = box(element, Number(element.dataset.ring));
  const radius = Math.min(around.height / 2, 30);
  draw("rect", { ...around, rx: radius, fill: "none", stroke: "#e5390a", "stroke-width": 9 });
}

function arrow(note) {
  const target = document.getElementById(note.dataset.to);
  const [x1, y1, outX, outY] = sides(box(note))[note.dataset.leave];
  const [x2, y2, inX, inY] = sides(ringed(target))[note.dataset.reach];
  const quiet = note.classList.contains("quiet");
  const colour = quiet ? "#55606c" : "#e5390a";
  const [width, head] = quiet ? [5, 17] : [8, 24];
  const [endX, endY] = [x2 + inX * head, y2 + inY * head];
  const bend = Math.hypot(endX - x1, endY - y1) * 0.45;
  const path = `M${x1} ${y1} C${x1 + outX * bend} ${y1 + outY * bend} ${endX + inX * bend} ${endY + inY * bend} ${endX} ${endY}`;
  const half = head * 0.62;
  const corners = [[x2 + inX * 2, y2 + inY * 2], [endX - inY * half, endY + inX * half], [endX + inY * half, endY - inX * half]];
  const points = corners.join(" ");
  // White first: the arrow must stand out where it crosses the phone's frame.
  draw("path", { d: path, fill: "none", stroke: "#fff", "stroke-width": width + 8 });
  draw("polygon", { points, fill: "#fff", stroke: "#fff", "stroke-width": 8 });
  draw("path", { d: path, fill: "none", stroke: colour, "stroke-width": width });
  draw("polygon", { points, fill: colour });
}

function finger(element) {
  const [across, down] = element.dataset.finger.split(",").map(Number);
  const { x, y, width, height } = box(element);
  // The tip of the index finger is at 40, 2 of this outline.
  draw("path", {
    d: "M28 76V14a12 12 0 0 1 24 0V58a11 11 0 0 1 22 0v5a11 11 0 0 1 21 0v6a10 10 0 0 1 20 0v34c0 30-16 46-42 46H62"
      + "c-20 0-30-8-40-24L2 92c-6-11 8-21 17-13z",
    fill: "#ffd873", stroke: "#1b2430", "stroke-width": 6, "stroke-linejoin": "round",
    transform: `translate(${x + width * across} ${y + height * down}) rotate(-28) translate(-40 -2)`,
  });
}

// Boxes have their size only when the letters are there; `drawn` tells the one who waits to take the picture.
Promise.all([...document.fonts].map((font) => font.load())).then(() => {
  document.querySelectorAll("[data-level]").forEach(level);
  document.querySelectorAll("[data-span]").forEach(span);
  document.querySelectorAll("[data-to]").forEach(arrow);
  document.querySelectorAll("[data-ring]").forEach(ring);
  document.querySelectorAll("[data-finger]").forEach(finger);
  overlay.dataset.drawn = "";
});
