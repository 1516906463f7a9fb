// What Gradio's page lacks: Enter that ends an IME composition does not send; the list of conversations; the drawer and
// the sheet of narrow windows; the other language for what Gradio draws. Evidence is in evidence.js.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const root = document.documentElement;
  const box = () => $("#question textarea");
  const idle = () => !$("#question .stop-button");

  // --- Enter and input methods -------------------------------------------------------------------------------
  // Gradio sends on `keypress` of Enter without a look at isComposing. Safari reports the Enter that accepts a
  // candidate after compositionend, with isComposing false and keyCode 229.
  let ended = -1e9;
  let sendSoon = false; // Enter was pressed at an answer that is all there, a moment before Gradio takes the next
  const inQuestion = (event) => event.target instanceof Element && event.target.closest("#question");
  document.addEventListener(
    "compositionend",
    (event) => {
      if (inQuestion(event)) ended = event.timeStamp;
    },
    true,
  );
  for (const type of ["keydown", "keypress"]) {
    document.addEventListener(
      type,
      (event) => {
        if (event.key !== "Enter" || !inQuestion(event)) return;
        const composing = event.isComposing || event.keyCode === 229 || event.timeStamp - ended <= 50;
        const early = !event.shiftKey && !(idle() && opened()); // the words stay until the answer under way has ended
        if (!composing && !event.shiftKey && !early) return;
        event.stopImmediatePropagation();
        if ((composing || early) && type === "keypress") event.preventDefault(); // it would insert a line break
        if (early && !composing && !$("#chat .stage.running")) sendSoon = true;
      },
      true,
    );
  }
  // What the page shows first comes by a way of its own and may come late: behind a question it would undo its beginning.
  // The list of conversations comes with it; where nothing comes for long, nothing is waited for.
  const opened = () => $("#conversations") !== null || performance.now() > 15_000;
  let held = null; // what was pressed before
  addEventListener(
    "click",
    (event) => {
      const button = event.target instanceof Element && event.target.closest("#question .submit-button, .example");
      if (!button || opened()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      held = button;
    },
    true,
  );
  // --- what buttons do ---------------------------------------------------------------------------------------
  const message = (fields) => ({ do: "", id: "", value: "", number: "", ...fields });
  const tell = (kind, fields) => window.yinzheng?.[kind](message(fields));
  // Gradio drops an event whose like has not ended: a click that asks waits until nothing is being answered
  let waiting = null;
  const askAgain = (fields) => {
    waiting = fields;
    settle();
  };
  window.yinzhengAgain = askAgain;
  // an answer that goes on at the server, and that this page does not follow: it was reloaded, or opened just now
  let alone = null; // since when one is seen
  function resume() {
    if (!idle() || !$("#chat .stage.running")) {
      alone = null;
    } else if (alone === null) {
      alone = performance.now();
    } else if (performance.now() - alone > 900) {
      alone = performance.now() + 2000; // not again before it can have begun
      tell("ask", { do: "resume" });
    }
  }
  // what is typed behind this must not be lost, so it is not for the server to do
  function empty() {
    waiting = null;
    sendSoon = false;
    if (!box()?.value) return;
    box().value = "";
    box().dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  const current = () => $("#conversations")?.dataset.current ?? "";
  const rowOf = (element) => element.closest("li[data-id]");

  const deeds = {
    new() {
      empty();
      tell("change", { do: "new" });
      closeDrawer();
      box()?.focus();
    },
    open(button) {
      empty();
      tell("change", { do: "open", id: rowOf(button).dataset.id });
      closeDrawer();
    },
    rename(button) {
      const row = rowOf(button);
      const dialog = $("#rename-dialog");
      const input = $("input", dialog);
      input.value = row.dataset.name;
      ask(dialog, row, () => tell("tidy", { do: "rename", id: row.dataset.id, value: input.value }));
      input.select();
    },
    file(button) {
      const row = rowOf(button);
      const dialog = $("#file-dialog");
      const input = $("input", dialog);
      input.value = row.dataset.folder;
      ask(dialog, row, () => tell("tidy", { do: "file", id: row.dataset.id, value: input.value }));
      input.select();
    },
    delete(button) {
      const row = rowOf(button);
      const dialog = $("#delete-dialog");
      $(".name", dialog).textContent = window.yinzhengTold(row.dataset.name);
      const { id } = row.dataset;
      ask(dialog, row, () => {
        if (id === current()) empty();
        tell(id === current() ? "change" : "tidy", { do: "delete", id });
      });
    },
    pin: (button) => tell("tidy", { do: "pin", id: rowOf(button).dataset.id }),
    unpin: (button) => tell("tidy", { do: "unpin", id: rowOf(button).dataset.id }),
    cancel: (button) => button.closest("dialog").close("cancel"),
    drawer: () => openDrawer(),
    "close-drawer": () => closeDrawer(),
    "close-sheet": () => closeSheet(),
    "edit-cancel"() {
      empty();
      tell("tidy", { do: "edit-cancel" });
      box()?.focus();
    },
  };

  function ask(dialog, row, agreed) {
    $("details", row).open = false;
    dialog.returnValue = "";
    dialog.onsubmit = (event) => {
      event.preventDefault();
      dialog.close("agreed");
    };
    dialog.onclose = () => {
      if (dialog.returnValue === "agreed") agreed();
      const again = $(`#conversations li[data-id="${CSS.escape(row.dataset.id)}"] summary`);
      (again ?? $("#new"))?.focus();
    };
    dialog.showModal();
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    for (const menu of document.querySelectorAll("#conversations details[open]")) {
      if (!menu.contains(event.target) || event.target.closest("a")) menu.open = false;
    }
    if (event.target.closest("#question .stop-button")) waiting = null;
    const button = event.target.closest("[data-do]");
    if (button && Object.hasOwn(deeds, button.dataset.do)) return deeds[button.dataset.do](button);
    const link = event.target.closest("#chat a.act:not(.source)");
    if (link) {
      const [, name, number] = /^#(\w+)-(\d+)$/.exec(link.getAttribute("href")) ?? [];
      if (name === "again") askAgain({ do: "again", number });
      else if (name === "edit" || name === "correct") edit(number, name);
      else if (name) document.dispatchEvent(new CustomEvent(`yinzheng-${name}`, { detail: { link, number } }));
      event.preventDefault();
    } else if (event.target.closest("a.skip")) {
      event.preventDefault();
      box()?.focus();
    }
  });
  // the links of the chat that act are buttons to assistive technology, and Space presses a button
  document.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target instanceof Element && event.target.matches("#chat a.act")) {
      event.preventDefault();
      event.target.click();
    }
  });

  function edit(number, how) {
    tell("change", { do: how, id: number });
    const until = performance.now() + 5000;
    const wait = () => {
      if ($("#edit-note button")?.offsetParent && box()) {
        box().focus();
        box().setSelectionRange(box().value.length, box().value.length);
      } else if (performance.now() < until) requestAnimationFrame(wait);
    };
    wait();
  }

  let typed;
  document.addEventListener("input", (event) => {
    if (!(event.target instanceof Element) || event.target.id !== "history-search") return;
    clearTimeout(typed);
    typed = setTimeout(() => tell("tidy", { do: "search", value: event.target.value }), 200);
  });

  // --- drawer and sheet of narrow windows --------------------------------------------------------------------
  let before = null;
  function openDrawer() {
    before = document.activeElement;
    root.dataset.drawer = "open";
    $("#new")?.focus();
  }
  function closeDrawer() {
    if (root.dataset.drawer !== "open") return;
    delete root.dataset.drawer;
    before?.focus();
  }
  function closeSheet() {
    if (root.dataset.sheet !== "open") return;
    delete root.dataset.sheet;
    document.dispatchEvent(new Event("yinzheng-sheet-closed"));
  }
  document.addEventListener("pointerdown", (event) => {
    if (!(event.target instanceof Element) || event.target.closest("dialog")) return;
    if (root.dataset.drawer === "open" && !event.target.closest("#history")) closeDrawer();
    if (root.dataset.sheet === "open" && !event.target.closest("#side, #chat")) closeSheet();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || $("dialog[open]")) return;
    const menu = $(":is(#conversations, #chat .meta) details[open]");
    if (menu) {
      menu.open = false;
      $("summary", menu).focus();
    } else if (root.dataset.drawer === "open") closeDrawer();
    else if (root.dataset.sheet === "open") {
      closeSheet();
      event.preventDefault(); // it has done what it was for
    } else if (inQuestion(event)) $("#question .stop-button")?.click();
  });

  // --- what Gradio draws: other language, roles; and the address follows the conversation --------------------------
  const pairs = Object.entries(JSON.parse($("#yinzheng-texts")?.textContent ?? "{}"));
  const english = new Map(pairs);
  const chinese = new Map(pairs.map(([zh, en]) => [en, zh]));
  const OURS = "#chat, #panel, #conversations, [lang]:not(html), .zh, .en, .example, textarea";
  const DRAWN =
    "button, button span, label, label span, th, h2, h3, legend, [role=tab], .gr-text, [data-testid=block-info]";

  // as a whole, or what stands before the colon: 筛选：澜川市
  function said(text, words) {
    const [head, ...rest] = text.split(/：|: /);
    return words.get(text) ?? (rest.length && words.has(head) ? words.get(head) + COLON() + rest.join(COLON()) : null);
  }
  const COLON = () => (root.lang === "en" ? ": " : "：");

  function settle() {
    const words = root.lang === "en" ? english : chinese;
    for (const element of document.querySelectorAll(`.gradio-container :is(${DRAWN})`)) {
      if (element.closest(OURS)) continue;
      for (const node of element.childNodes) {
        const other = node.nodeType === Node.TEXT_NODE && said(node.data.trim(), words);
        if (other) node.data = other;
      }
    }
    for (const field of document.querySelectorAll(".gradio-container :is(input, textarea, [aria-label])")) {
      if (field.closest("#chat .message, #panel, #conversations")) continue;
      for (const name of ["placeholder", "aria-label"]) {
        const other = words.get(field.getAttribute(name));
        if (other) field.setAttribute(name, other);
      }
    }
    // Gradio labels each message with its raw source, which here is HTML; the content itself says it better
    for (const message of document.querySelectorAll('#chat [data-testid][aria-label*="<"]')) {
      message.removeAttribute("aria-label");
    }
    for (const link of document.querySelectorAll("#chat a.act:not([role])")) link.setAttribute("role", "button");
    if (waiting && idle()) {
      const fields = waiting;
      waiting = null;
      tell("ask", fields);
    } else if (held && opened()) {
      const button = held;
      held = null;
      if (button.isConnected) button.click();
    } else if (sendSoon && opened() && idle() && $("#question .submit-button")) {
      sendSoon = false;
      if (box()?.value.trim()) $("#question .submit-button").click();
    }
    fromItsHead();
    const list = $("#conversations");
    if (!list) return;
    const address = new URL(location.href);
    if ((address.searchParams.get("c") ?? "") === current()) return;
    if (!current() && $("#chat .question")) return; // a list that is older than what is on screen
    if (current()) address.searchParams.set("c", current());
    else address.searchParams.delete("c");
    history.replaceState(history.state, "", address);
  }
  // --- a long answer: Gradio shows its last lines, and what it says stands in its first ---------------------------
  let whole = ""; // the answer that was last seen to be whole
  const last = (selector) => [...document.querySelectorAll(`#chat ${selector}`)].at(-1);
  function fromItsHead() {
    const answer = last(".answer");
    const key = `${current()} ${answer?.id}`;
    if (!answer || key === whole || $(".stage.running", answer) || !$(".actions", answer)) return;
    whole = key;
    setTimeout(() => {
      const scroller = $("#chat .bubble-wrap");
      const top = (element) => element.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
      const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight; // more: the reader reads on
      if (below < 80 && last(".answer") && top(last(".answer")) < 0) scroller.scrollTop += top(last(".question")) - 12;
    }, 400); // behind Gradio's own
  }
  // --- how long it takes: seconds since the stage of an answer was first seen -----------------------------------
  const seen = new Map();
  setInterval(() => {
    resume();
    if (held || sendSoon) soon();
    for (const stage of document.querySelectorAll("#chat .stage.running")) {
      const id = stage.closest(".answer")?.id;
      if (!seen.has(id)) seen.set(id, performance.now());
      const seconds = Math.floor((performance.now() - seen.get(id)) / 1000);
      let clock = $(".clock", stage);
      if (!clock) {
        clock = document.createElement("span");
        clock.className = "clock";
        clock.setAttribute("aria-hidden", "true"); // nobody wants to hear it count
        stage.insertBefore(clock, $(".usual", stage));
      }
      const said = root.lang === "en" ? ` ${seconds} s ` : ` ${seconds} 秒 `;
      if (seconds > 0 && clock.textContent !== said) clock.textContent = said;
    }
    for (const id of seen.keys()) if (!$(`#${CSS.escape(id)} .stage.running`)) seen.delete(id);
  }, 500);

  let asked = false;
  const soon = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      settle();
    });
  };
  new MutationObserver(soon).observe(root, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["aria-label", "placeholder", "data-current"],
  });
  document.addEventListener("yinzheng-looks", soon);
})();
