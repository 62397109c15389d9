// Shows a message's formatting. The server's HTML is safe already; it is rebuilt here from a short list of tags anyway,
// because what a bot sends must never become part of the page.

const PLAIN = new Set(["B", "STRONG", "I", "EM", "U", "INS", "S", "DEL", "CODE", "PRE", "BLOCKQUOTE", "BR"]);

/** A fragment for `html`, or for `text` when there is none. */
export function formatted(html, text) {
  const made = document.createDocumentFragment();
  if (html === null || html === undefined) made.append(text ?? "");
  else rebuild(new DOMParser().parseFromString(html, "text/html").body, made);
  return made;
}

function rebuild(from, into) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) into.append(afterBlock(node) ? node.data.replace(/^\n/, "") : node.data);
    else if (node.nodeType === Node.ELEMENT_NODE) {
      const shell = twin(node);
      if (shell) into.append(shell);
      rebuild(node, shell ?? into);
    }
  }
}

/** A block ends its line by itself: the line break after it would show as an empty line. */
const afterBlock = ({ previousSibling: before }) => ["PRE", "BLOCKQUOTE"].includes(before?.nodeName);

function twin(node) {
  if (PLAIN.has(node.tagName)) return document.createElement(node.tagName);
  if (node.tagName === "A") return link(node.getAttribute("href") ?? "");
  if (node.classList.contains("tg-command")) return command(node.textContent);
  if (node.tagName === "TG-SPOILER" || node.classList.contains("tg-spoiler")) return spoiler();
  return null;
}

function link(address) {
  if (!/^(https?|tg|mailto|tel):/i.test(address)) return null;
  const made = document.createElement("a");
  made.href = address;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}

/** A command in a text is sent when it is pressed, as in Telegram; the chat listens for it. */
function command(name) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "command";
  made.dataset.command = name;
  return made;
}

function spoiler() {
  const made = document.createElement("span");
  made.className = "spoiler";
  made.tabIndex = 0;
  made.setAttribute("role", "button");
  made.setAttribute("aria-label", "Texto oculto: mostrar");
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    made.classList.add("shown");
    for (const name of ["role", "tabindex", "aria-label"]) made.removeAttribute(name);
  };
  made.addEventListener("click", reveal);
  made.addEventListener("keydown", reveal);
  return made;
}
