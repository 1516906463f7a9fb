// Language and colours, before anything is painted. Chosen once, remembered in this browser, the same on every page.
(() => {
  "use strict";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = {};
  const read = (key) => {
    try {
      return localStorage.getItem(`yinzheng-${key}`);
    } catch {
      return kept[key] ?? null; // storage may be forbidden
    }
  };
  const write = (key, value) => {
    kept[key] = value;
    try {
      localStorage.setItem(`yinzheng-${key}`, value);
    } catch {}
  };
  const looks = {
    get language() {
      const chosen = read("language");
      if (chosen) return chosen === "en" ? "en" : "zh-CN";
      // nobody has chosen: Chinese for whoever reads it at all
      return navigator.languages.some((one) => /^zh/i.test(one)) ? "zh-CN" : "en";
    },
    set language(value) {
      write("language", value);
      apply();
    },
    get theme() {
      const theme = read("theme");
      return theme === "light" || theme === "dark" ? theme : "system";
    },
    set theme(value) {
      write("theme", value);
      apply();
    },
  };
  window.yinzhengLooks = looks;

  // names that a script puts on the page: what cannot be seen in them is named, as `ui.rendering.invisible_characters` does on the server
  const UNSEEN =
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    /[\0-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;
  const code = (char) => `[U+${char.codePointAt().toString(16).toUpperCase().padStart(4, "0")}]`;
  window.yinzhengTold = (text) => String(text ?? "").replace(UNSEEN, code);

  function apply() {
    const dark = looks.theme === "dark" || (looks.theme === "system" && system.matches);
    root.dataset.theme = dark ? "dark" : "light";
    root.lang = looks.language;
    settle();
    document.dispatchEvent(new Event("yinzheng-looks"));
  }
  // Gradio puts `dark` on the body by the system's setting alone
  function settle() {
    const dark = root.dataset.theme === "dark";
    if (document.body && document.body.classList.contains("dark") !== dark)
      document.body.classList.toggle("dark", dark);
  }
  system.addEventListener("change", apply);
  addEventListener("storage", apply);

  // attributes carry the other language beside them: title, data-en-title
  const names = ["title", "aria-label", "placeholder", "alt"];
  function exchange() {
    const english = looks.language === "en";
    for (const name of names) {
      for (const element of document.querySelectorAll(`[data-en-${name}]`)) {
        if (!element.hasAttribute(`data-zh-${name}`))
          element.setAttribute(`data-zh-${name}`, element.getAttribute(name));
        const wanted = element.getAttribute(`data-${english ? "en" : "zh"}-${name}`);
        if (element.getAttribute(name) !== wanted) element.setAttribute(name, wanted);
      }
    }
    for (const option of document.querySelectorAll("option[data-en]")) {
      option.dataset.zh ??= option.textContent;
      const wanted = english ? option.dataset.en : option.dataset.zh;
      if (option.textContent !== wanted) option.textContent = wanted;
    }
    for (const select of document.querySelectorAll('select[data-do="theme"]')) {
      if (select.value !== looks.theme) select.value = looks.theme;
    }
  }
  document.addEventListener("yinzheng-looks", exchange);
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest('[data-do="language"]')) {
      looks.language = looks.language === "en" ? "zh-CN" : "en";
    }
  });
  document.addEventListener("change", (event) => {
    if (event.target instanceof Element && event.target.matches('select[data-do="theme"]'))
      looks.theme = event.target.value;
  });
  apply();
  // Gradio may put this script into a page that has been read already
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watch);
  else watch();

  function watch() {
    apply();
    let asked = false;
    const soon = () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        settle();
        exchange();
      });
    };
    new MutationObserver(soon).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["class"],
    });
  }
})();
