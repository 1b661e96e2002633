(function () {
  "use strict";
  var root = document.documentElement;
  var all = function (query, from) { return Array.prototype.slice.call((from || document).querySelectorAll(query)); };
  function press(buttons, chosen) {
    buttons.forEach(function (b) { b.setAttribute("aria-pressed", String(b === chosen)); });
  }
  function speak(lang) {
    root.lang = lang;
    root.className = lang;
    var title = document.querySelector("title");
    document.title = title.getAttribute("data-" + lang) || document.title;
    all(".languages button").forEach(function (b) {
      b.setAttribute("aria-pressed", String(b.getAttribute("data-lang") === lang));
    });
  }
  var asked = /[?&#]lang=(en|ja)/.exec(location.search + location.hash);
  speak(asked ? asked[1] : root.lang);
  all(".languages button").forEach(function (b) {
    b.addEventListener("click", function () { speak(b.getAttribute("data-lang")); });
  });
  all(".controls").forEach(function (group) {
    var table = document.getElementById(group.getAttribute("data-for"));
    var buttons = all("button", group);
    buttons.forEach(function (button) {
      button.addEventListener("click", function () {
        press(buttons, button);
        if (button.hasAttribute("data-order")) { order(table, button.getAttribute("data-order")); }
        else { filter(table, button.getAttribute("data-horizon")); }
      });
    });
  });
  function order(table, key) {
    var value = function (body) {
      var text = body.getAttribute("data-" + key);
      return text === null ? -Infinity : Number(text);
    };
    all("tbody", table).sort(function (a, b) { return value(b) - value(a); })
      .forEach(function (body) { table.appendChild(body); });
  }
  function filter(table, horizon) {
    all("[data-horizon]", table).forEach(function (row) {
      var own = row.getAttribute("data-horizon");
      row.hidden = Boolean(horizon) && own !== horizon && own !== "all";
    });
  }
  function open(name) {
    var place = name && document.getElementById(name);
    var details = place && (place.tagName === "DETAILS" ? place : place.querySelector("tr.more details"));
    if (details) { details.open = true; }
  }
  all("a[href^='#']").forEach(function (a) {
    a.addEventListener("click", function () { open(a.getAttribute("href").slice(1)); });
  });
  open(location.hash.slice(1));
  all(".world .scroll").forEach(function (box) { box.scrollLeft = (box.scrollWidth - box.clientWidth) * 0.45; });
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = all("details:not([open])");
    opened.forEach(function (d) { d.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (d) { d.open = false; });
  });
}());
