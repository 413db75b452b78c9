(function (host, key, options) {
  var analytics = window.analytics = window.analytics || []
  if (analytics.initialize || analytics.invoked) return
  analytics.invoked = true
  'page track identify group alias reset ready on debug consent'.split(' ').forEach(function (name) {
    analytics[name] = function () { analytics.push([name].concat([].slice.call(arguments))) }
  })
  analytics._writeKey = key
  analytics._loadOptions = options
  var script = document.createElement('script')
  script.async = true
  script.src = host + '/analytics.js/v1/' + key + '/analytics.min.js'
  document.head.appendChild(script)
  analytics.page()
})('https://events.example.com', 'WRITE-KEY', {})
