using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Fulcrum.Cluster.Passing;

/// <summary>What came of passing a request on.</summary>
internal enum Passed
{
    /// <summary>Answered.</summary>
    Answered,

    /// <summary>Nothing of it was done: there was no connection, or the other node is not the owner.</summary>
    NotDone,

    /// <summary>It was sent, and no answer came.</summary>
    Unsure,
}

/// <summary>Passes requests on to the node that owns the store. Safe from many threads.</summary>
internal sealed class Forwarding(IHttpForwarder forwarder, NodeSeal seal) : IDisposable
{
    /// <summary>How long an owner may be silent while it answers: longer than the longest export waits.</summary>
    private static readonly ForwarderRequestConfig Patience = new() { ActivityTimeout = TimeSpan.FromSeconds(100), Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly ConcurrentDictionary<Uri, HttpMessageInvoker> _ways = new();

    /// <summary>Passes it on once.</summary>
    public async Task<Passed> PassAsync(HttpContext http, Uri node, ReplayableBody body, CancellationToken end)
    {
        http.Request.Body = body.Open();
        var shape = new Shape(seal.Write(http));
        var error = await forwarder.SendAsync(http, node.AbsoluteUri, _ways.GetOrAdd(node, Open), Patience, shape, end);
        if (http.Response.HasStarted || (error == ForwarderError.None && !shape.IsRefused))
        {
            return Passed.Answered;
        }

        // The forwarder wrote a status; whoever answers next begins anew.
        http.Response.Clear();
        if (shape.IsRefused)
        {
            return Passed.NotDone;
        }

        var fault = http.Features.Get<IForwarderErrorFeature>()?.Exception;
        return fault is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError } ? Passed.NotDone : Passed.Unsure;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var way in _ways.Values)
        {
            way.Dispose();
        }
    }

    private static HttpMessageInvoker Open(Uri node) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(1),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),

        // The caller's Host goes along; the certificate is the node's own.
        SslOptions = { TargetHost = node.Host },
    });

    /// <summary>The request as it came, with the seal; and whether the other node said that it is not the owner.</summary>
    private sealed class Shape(string sealOfRequest) : HttpTransformer
    {
        public bool IsRefused { get; private set; }

        public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Remove(NodeSeal.Header);
            proxyRequest.Headers.TryAddWithoutValidation(NodeSeal.Header, sealOfRequest);

            // As it was written: read and written anew, an escaped slash would come to be another text.
            if (httpContext.Features.Get<IHttpRequestFeature>()?.RawTarget is ['/', ..] target)
            {
                proxyRequest.RequestUri = new Uri(destinationPrefix.TrimEnd('/') + target, AsWritten);
            }
        }

        public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
        {
            if (proxyResponse?.Headers.Contains(NodeSeal.Header) == true)
            {
                IsRefused = true;
                return ValueTask.FromResult(false);
            }

            return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        }
    }
}
