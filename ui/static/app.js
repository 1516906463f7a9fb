// What Gradio's page lacks: Enter that ends an IME composition does not send; citations lead to their cards.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);

  // --- Enter and input methods -------------------------------------------------------------------------------
  // Gradio sends on `keypress` of Enter without a look at isComposing. Safari reports the Enter that accepts a
  // candidate after compositionend, with isComposing false and keyCode 229.
  let ended = -1e9;
  const inQuestion = (event) => event.target instanceof Element && event.target.closest("#question");
  document.addEventListener("compositionend", (event) => inQuestion(event) && (ended = event.timeStamp), true);
  for (const type of ["keydown", "keypress"]) {
    document.addEventListener(
      type,
      (event) => {
        if (event.key !== "Enter" || !inQuestion(event)) return;
        if (!event.isComposing && event.keyCode !== 229 && event.timeStamp - ended > 50) return;
        event.stopImmediatePropagation();
        if (type === "keypress") event.preventDefault(); // it would insert a line break
      },
      true,
    );
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      hideTip();
      if (inQuestion(event)) $("#question .stop-button")?.click();
    }
  });

  // --- citations ---------------------------------------------------------------------------------------------
  const cardOf = (link) => document.getElementById(link.getAttribute("href").slice(1));
  let opener = null;

  function show(card) {
    const section = card.closest(".evidence");
    for (const other of document.querySelectorAll("#panel .evidence")) other.hidden = other !== section;
    for (const lit of document.querySelectorAll("#panel .lit")) lit.classList.remove("lit");
    card.classList.add("lit");
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    ($("mark", card) || card).scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
    card.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("#chat a.cite, #chat a.copy, #panel a.number");
    if (!link) return;
    event.preventDefault();
    if (link.matches(".copy")) return copy(link);
    if (link.matches(".number")) return back(link.dataset.back);
    const card = cardOf(link);
    if (card) {
      opener = link;
      hideTip();
      show(card);
    }
  });

  function back(name) {
    const link = opener?.isConnected && opener.hash === `#${name}` ? opener : $(`#chat a.cite[href="#${name}"]`);
    link?.scrollIntoView({ block: "center" });
    link?.focus({ preventScroll: true });
  }

  // --- screen readers ----------------------------------------------------------------------------------------
  // Gradio labels each message with its raw source, which here is HTML; the content itself says it better.
  const labels = { user: "问题", bot: "回答" };
  new MutationObserver(() => {
    for (const message of document.querySelectorAll('#chat [data-testid][aria-label*="<"]')) {
      message.setAttribute("aria-label", labels[message.dataset.testid] ?? "");
    }
  }).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["aria-label"] });

  // --- the quotation as a tooltip ----------------------------------------------------------------------------
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;

  function showTip(link) {
    const card = cardOf(link);
    const mark = card && $("mark", card);
    if (!mark) return;
    const quote = document.createElement("q");
    quote.textContent = mark.textContent;
    const from = document.createElement("p");
    from.textContent = [$("h3", card), $(".byline", card)].map((e) => e?.textContent).filter(Boolean).join(" · ");
    tip.replaceChildren(quote, from);
    (document.querySelector(".gradio-container") || document.body).append(tip);
    tip.hidden = false;
    link.setAttribute("aria-describedby", "tip");
    const at = link.getBoundingClientRect();
    const width = tip.offsetWidth;
    tip.style.left = `${Math.max(8, Math.min(at.left + at.width / 2 - width / 2, innerWidth - width - 8))}px`;
    const above = at.top - tip.offsetHeight - 8;
    tip.style.top = `${above > 8 ? above : at.bottom + 8}px`;
  }
  function hideTip() {
    tip.hidden = true;
  }
  for (const [enter, leave] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(enter, (event) => {
      const link = event.target instanceof Element && event.target.closest("#chat a.cite");
      if (link) showTip(link);
    });
    document.addEventListener(leave, (event) => {
      if (event.target instanceof Element && event.target.closest("#chat a.cite")) hideTip();
    });
  }
  document.addEventListener("scroll", hideTip, true);

  // --- copy: the answer, then its sources --------------------------------------------------------------------
  async function copy(link) {
    const answer = link.closest(".answer");
    const lines = [$(".text", answer)?.textContent ?? ""];
    const cards = new Set([...answer.querySelectorAll("a.cite")].map(cardOf).filter(Boolean));
    for (const card of cards) {
      const facts = [$("h3", card), $(".byline", card)].map((e) => e?.textContent).filter(Boolean).join("，");
      lines.push(`[${$(".number", card).textContent}] “${$("mark", card).textContent}” ${facts}`);
    }
    const text = lines.join("\n");
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // no clipboard without a secure context, such as over plain HTTP on a local network
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const label = link.textContent;
    link.textContent = "已复制";
    setTimeout(() => (link.textContent = label), 1500);
  }
})();
