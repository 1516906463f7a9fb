// A read-only link to a conversation: made, copied, taken back.
(() => {
  "use strict";
  const root = document.documentElement;
  const say = (zh, en) => (root.lang === "en" ? en : zh);
  const $ = (selector, inside = document) => inside.querySelector(selector);

  async function send(id, method, body) {
    const response = await fetch(`/conversations/${encodeURIComponent(id)}/link`, {
      method,
      headers: { "Content-Type": "application/json", "Accept-Language": root.lang },
      body: body && JSON.stringify(body),
    });
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.error?.message ?? `${response.status}`);
    return answer;
  }

  function show(dialog, known, told) {
    const address = $(".address", dialog);
    address.hidden = !known.path;
    if (known.path) {
      $("input", address).value = new URL(known.path, location.href).href;
      $("input", address).select();
    }
    $('[data-link="take-back"]', dialog).hidden = !known.until;
    const there = say(
      `已有一个链接，${known.until} 失效；再生成一个，它就作废。`,
      `There is a link, until ${known.until}; a new one ends it.`,
    );
    const made = say(
      `链接只在这里显示这一次，${known.until} 失效。`,
      `The link is shown here this once; it ends on ${known.until}.`,
    );
    $(".until", dialog).textContent = told ?? (known.path ? made : known.until ? there : "");
  }

  async function act(dialog, deed) {
    try {
      await deed();
    } catch (error) {
      $(".until", dialog).textContent = error.message || say("没有连上服务", "The service was not reached");
    }
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element && event.target.closest('[data-do="link"], [data-link]');
    const dialog = $("#link-dialog");
    if (!pressed || !dialog) return;
    if (pressed.dataset.do === "link") {
      const row = pressed.closest("li[data-id]");
      const { id } = row.dataset;
      dialog.dataset.id = id;
      $("details", row).open = false;
      show(dialog, {}, "");
      dialog.onclose = () => $(`#conversations li[data-id="${CSS.escape(id)}"] summary`)?.focus();
      dialog.showModal();
      act(dialog, async () => show(dialog, await send(id, "GET")));
      return;
    }
    const { id } = dialog.dataset;
    const deeds = {
      async make() {
        show(dialog, await send(id, "POST", { days: Number($("select", dialog).value) }));
      },
      async "take-back"() {
        await send(id, "DELETE");
        show(dialog, {}, say("已收回，链接打不开了。", "Taken back: the link leads nowhere now."));
      },
      async copy() {
        const input = $('input[name="address"]', dialog);
        input.select();
        await navigator.clipboard?.writeText(input.value).catch(() => document.execCommand("copy"));
        $(".until", dialog).textContent = say("已复制", "Copied");
      },
    };
    act(dialog, deeds[pressed.dataset.link]);
  });
})();
