// Nothing here is needed: every page works without it.
(function () {
  'use strict';

  // Suggestions while typing, into the list that the field names.
  document.querySelectorAll('input[data-suggest]').forEach(function (field) {
    var list = document.getElementById(field.getAttribute('list'));
    var wait, asked = '', running;
    field.addEventListener('input', function () {
      clearTimeout(wait);
      var text = field.value.trim();
      if (text.length < 2 || text === asked) return;
      wait = setTimeout(function () {
        asked = text;
        if (running) running.abort();
        running = new AbortController();
        fetch(field.dataset.suggest + '?q=' + encodeURIComponent(text), { signal: running.signal })
          .then(function (answer) { return answer.ok ? answer.json() : []; })
          .then(function (texts) {
            list.replaceChildren.apply(list, texts.map(function (one) {
              var option = document.createElement('option');
              option.value = one;
              return option;
            }));
          })
          .catch(function () { /* the next letter asks again */ });
      }, 180);
    });
  });

  // A form is sent once: a second press would post a second need.
  document.querySelectorAll('form[method="post"]').forEach(function (form) {
    form.addEventListener('submit', function (event) {
      if (form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = 'yes';
      setTimeout(function () { delete form.dataset.sent; }, 4000);
    });
  });
  window.addEventListener('pageshow', function () {
    document.querySelectorAll('form[data-sent]').forEach(function (form) { delete form.dataset.sent; });
  });

  // Choosing a kind of place opens its questions.
  document.querySelectorAll('fieldset.places input[name="lugar"]').forEach(function (choice) {
    choice.addEventListener('change', function () {
      document.querySelectorAll('fieldset.places details').forEach(function (one) { one.open = false; });
      var next = choice.closest('label').nextElementSibling;
      if (next && next.tagName === 'DETAILS') next.open = true;
    });
  });

  // Older browsers cannot hold the filters open by style alone.
  if (window.matchMedia('(min-width: 60rem)').matches) {
    document.querySelectorAll('details.filters').forEach(function (one) { one.open = true; });
  }

  // A fault is where the reader goes on.
  var summary = document.querySelector('.summary');
  if (summary) { summary.tabIndex = -1; summary.focus(); }
})();
