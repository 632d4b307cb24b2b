/* The page's own behaviour: Chinese for Gradio, the source reader, dialogs, clicks that the server answers. */
(() => {
  "use strict";

  // Gradio words its parts by the browser's language; here they are Chinese for everyone.
  for (const [name, value] of [["language", "zh-CN"], ["languages", ["zh-CN", "zh"]]])
    Object.defineProperty(navigator, name, { get: () => value, configurable: true });

  const NARROW = matchMedia("(max-width: 860px)");
  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };

  // ---- one dialog for questions: a name to give, a loss to confirm
  const ask = ({ title, text, yes = "确定" }) => new Promise((resolve) => {
    const input = text === undefined ? null : make("input", { type: "text", maxlength: "60", "aria-label": title });
    if (input) input.value = text;
    const ok = make("button", { type: "submit", class: text === undefined ? "danger" : "" }, yes);
    const no = make("button", { type: "button" }, "取消");
    const form = make("form", { method: "dialog" }, make("p", {}, title), ...(input ? [input] : []), make("div", {}, no, ok));
    const dialog = make("dialog", { class: "fz-dialog", "aria-label": title }, form);
    let answer = null;
    no.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", () => { answer = input ? input.value.trim() : true; });
    dialog.addEventListener("close", () => { dialog.remove(); resolve(answer); });
    document.body.append(dialog);
    dialog.showModal();
    if (input) input.select(); else no.focus();
  });

  // ---- clicks on [data-act] go to the server with what the element says
  const bind = (element, trigger) => {
    element.addEventListener("click", async (event) => {
      const target = event.target.closest("[data-act]");
      if (!target || !element.contains(target)) return;
      const { act, value = "", confirm, ask: title, text, yes } = target.dataset;
      let given = "";
      if (confirm && !(await ask({ title: confirm, yes }))) return;
      if (title) {
        given = await ask({ title, text });
        if (!given) return;
      }
      if (act === "open" || act === "new") document.getElementById("fz-side").classList.remove("fz-listing");
      trigger("click", { act, value, text: given });
      if (act === "choose") document.getElementById("fz-metric-panel").scrollIntoView({ block: "start" });
    });
  };

  // ---- the answer in the making: ask again while it waits its turn, keep the newest text in view
  const live = (element, trigger) => {
    let timer = 0;
    const look = () => {
      clearTimeout(timer);
      if (element.querySelector("[data-again]")) timer = setTimeout(() => trigger("submit"), 1500);
    };
    new MutationObserver(look).observe(element, { childList: true, subtree: true, characterData: true });
    look();
  };

  const follow = () => {
    const box = document.getElementById("fz-transcript");
    if (!box || box.dataset.followed) return;
    box.dataset.followed = "yes";
    let near = true;
    let turns = "";
    box.addEventListener("scroll", () => { near = box.scrollHeight - box.scrollTop - box.clientHeight < 120; });
    new MutationObserver(() => {
      const now = [...box.querySelectorAll(".fz-turn")].map((turn) => turn.dataset.turn || "live").join();
      if (near || now !== turns) box.scrollTop = box.scrollHeight;
      if (now !== turns && now.endsWith("live") && NARROW.matches)
        box.querySelector(".fz-live")?.scrollIntoView({ block: "start" });
      turns = now;
    }).observe(box, { childList: true, subtree: true, characterData: true });
  };

  // ---- the reader: a document beside the answer, over the whole screen where it is narrow
  let opener = null;
  let frame, reader, away;
  const build = () => {
    frame = make("iframe", { title: "原文", name: "fz-source" });
    const shut = make("button", { type: "button", class: "fz-shut", "aria-label": "关闭原文" }, "关闭");
    away = make("a", { target: "_blank" }, "新标签页打开");
    reader = make("aside", { id: "fz-reader", role: "dialog", "aria-label": "原文", hidden: "" },
      make("div", {}, make("strong", {}, "原文"), away, shut), frame);
    shut.addEventListener("click", close);
    frame.addEventListener("load", () => frame.contentDocument?.addEventListener("keydown", escape));
    document.body.append(reader);
  };
  const escape = (event) => { if (event.key === "Escape" && !event.isComposing) close(); };
  const open = (link) => {
    if (!reader) build();
    opener = link;
    frame.contentWindow ? frame.contentWindow.location.replace(link.href) : (frame.src = link.href);
    away.href = link.href;
    reader.hidden = false;
    document.getElementById("fz-chat").classList.add("fz-reading");
    document.querySelector("gradio-app").inert = NARROW.matches;
    reader.querySelector(".fz-shut").focus({ preventScroll: true });
  };
  const close = () => {
    if (!reader || reader.hidden) return;
    reader.hidden = true;
    document.getElementById("fz-chat").classList.remove("fz-reading");
    document.querySelector("gradio-app").inert = false;
    if (opener?.isConnected) opener.focus({ preventScroll: true });
  };

  document.addEventListener("keydown", (event) => { if (!document.querySelector("dialog[open]")) escape(event); });
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-source]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      open(link);
      return;
    }
    if (event.target.closest("#fz-list-toggle")) document.getElementById("fz-side").classList.toggle("fz-listing");
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      const paragraphs = copy.closest(".fz-answer").querySelectorAll(":scope > p:not(.fz-notice)");
      const text = [...paragraphs].map((paragraph) => {
        const copied = paragraph.cloneNode(true);
        for (const mark of copied.querySelectorAll(".fz-cite")) mark.textContent = `[${mark.textContent}]`;
        return copied.textContent;
      }).join("\n");
      try {
        await navigator.clipboard.writeText(text);
        copy.textContent = "已复制";
      } catch {
        copy.textContent = "未能复制";
      }
      setTimeout(() => { copy.textContent = "复制"; }, 1600);
    }
  });

  // ---- the address names the open conversation
  const remember = (id) => {
    const address = new URL(location.href);
    if (id) address.searchParams.set("c", id); else address.searchParams.delete("c");
    history.replaceState(history.state, "", address);
  };

  // ---- how far the search by meaning is
  const watchProgress = async () => {
    const banner = document.getElementById("fz-banner");
    let pause = 3000;
    if (banner && !document.hidden) {
      try {
        const { done, total } = await (await fetch("/progress")).json();
        banner.hidden = done >= total;
        const words = `正在建立语义索引：${done} / ${total} 段。完成前按词语检索，可能漏掉说法不同的内容。`;
        if (!banner.hidden && banner.textContent !== words) banner.textContent = words;
        if (banner.hidden) pause = 30000;
      } catch {
        banner.hidden = false;
        banner.textContent = "与本机服务的连接已中断。请确认程序仍在运行，然后刷新页面。";
      }
    }
    setTimeout(watchProgress, pause);
  };

  // ---- charts: [data-chart] holds what Plotly draws; its script is loaded when the first one appears
  let plotly = null;
  const load = () => plotly ??= new Promise((resolve, reject) => {
    const script = make("script", { src: "/static/plotly.js" });
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", () => { plotly = null; reject(new Error("plotly")); });
    document.head.append(script);
  });
  const draw = async (box) => {
    const { data, layout } = JSON.parse(box.dataset.chart);
    if (NARROW.matches) layout.margin = { ...layout.margin, l: 40, r: 12 };
    try {
      const library = await load();
      if (!box.isConnected) return;
      await library.newPlot(box, data, layout, { displayModeBar: false, responsive: true });
      box.dataset.drawn = "yes";
    } catch {
      box.textContent = "图没有画出来，请刷新页面再试。数字见文字和表格。";
    }
  };
  // A chart in a hidden tab has no width; it is drawn when it comes into view.
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries)
      if (isIntersecting) { seen.unobserve(target); draw(target); }
  });
  const charts = () => {
    for (const box of document.querySelectorAll("[data-chart]:not([data-found])")) {
      box.dataset.found = "yes";
      seen.observe(box);
    }
  };

  // ---- a checked text: findings and their spots lead to each other, filters hide cards
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const checking = (element) => {
    const show = (number, from) => {
      const card = element.querySelector(`[data-card="${number}"]`);
      const spot = element.querySelector(`#fz-spot-${number}`);
      for (const other of element.querySelectorAll(".fz-now")) other.classList.remove("fz-now");
      for (const other of element.querySelectorAll(".fz-finding")) {
        const open = other === card;
        other.querySelector(".fz-evidence").hidden = !open;
        other.querySelector(".fz-goto").setAttribute("aria-expanded", String(open));
      }
      card.hidden = false;
      card.classList.add("fz-now");
      for (const part of element.querySelectorAll(`[data-finding="${number}"]`)) part.classList.add("fz-now");
      const target = from === "card" ? spot : card;
      target?.scrollIntoView({ block: from === "card" ? "center" : "nearest", behavior: still.matches ? "auto" : "smooth" });
    };
    let result = "";
    new MutationObserver(() => {
      const made = element.querySelector("[data-result]");
      if (!made || made.dataset.result === result) return;
      result = made.dataset.result;
      made.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
    }).observe(element, { childList: true, subtree: true });
    element.addEventListener("click", (event) => {
      const go = event.target.closest("[data-goto]");
      const spot = event.target.closest("[data-spot]");
      if (go) show(go.dataset.goto, "card");
      else if (spot) show(spot.dataset.finding, "spot");
    });
    element.addEventListener("change", (event) => {
      if (!event.target.closest("[data-filter]")) return;
      const wanted = Object.fromEntries([...element.querySelectorAll("[data-filter]")].map((s) => [s.dataset.filter, s.value]));
      let count = 0;
      for (const card of element.querySelectorAll(".fz-finding")) {
        card.hidden = Object.entries(wanted).some(([name, value]) => value && card.dataset[name] !== value);
        if (!card.hidden) count += 1;
      }
      element.querySelector("[data-shown]").textContent = count;
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(charts).observe(document.body, { childList: true, subtree: true });
    const light = () => { if (document.body.classList.contains("dark")) document.body.classList.remove("dark"); };
    new MutationObserver(light).observe(document.body, { attributes: true, attributeFilter: ["class"] });
    const ready = new MutationObserver(() => {
      if (!document.getElementById("fz-transcript") || !document.getElementById("fz-banner")) return;
      ready.disconnect();
      follow();
      watchProgress();
      const chat = document.getElementById("fz-chat");
      const measure = () => {
        const top = Math.round(chat.getBoundingClientRect().top + scrollY);
        if (top > 0) document.documentElement.style.setProperty("--top", `${top}px`);
      };
      new ResizeObserver(measure).observe(document.getElementById("fz-head"));
      new ResizeObserver(measure).observe(chat);
      const side = document.getElementById("fz-side");
      side.prepend(make("button", { type: "button", id: "fz-list-toggle" }, "对话列表"));
      document.querySelector("#fz-question textarea")?.focus({ preventScroll: true });
    });
    ready.observe(document.body, { childList: true, subtree: true });
  });

  window.fazhi = { bind, live, remember, checking, ask, make };
})();
