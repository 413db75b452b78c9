using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Fulcrum.Messages;
using Fulcrum.Rights.Referrals;
using Fulcrum.Server.Rights.DataRights;
using Microsoft.Extensions.Hosting;

namespace Fulcrum.Server.Rights.OpenDsr;

/// <summary>While a store is served, tells partners of each change of what they handed on.</summary>
/// <remarks>Nothing is called but origins that the workspace in force lists for the partner; a redirect is no answer.</remarks>
internal sealed class CallbackRun(ServerParts parts) : BackgroundService, ICallSender
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = AnswerMax }) { Timeout = AnswerMax };

    /// <inheritdoc />
    public async ValueTask<SendResult> CallAsync(Referral referral, string address, CancellationToken cancellation)
    {
        var book = parts.Served.Workspace.Partners;
        if (!book.Partners.TryGetValue(referral.Asked.Partner, out var partner) || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || !partner.MayBeCalled(uri))
        {
            return SendResult.Rejected;
        }

        if (parts.RightsKeyOf(book.Domain) is not { } key)
        {
            return SendResult.TryLater;
        }

        // Agents of the Data Rights Protocol need no signature, and get the same one all the same.
        var body = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(body, Answer.Options))
        {
            if (referral.Asked.Protocol == ReferralProtocol.DataRights)
            {
                DataRightsWords.Write(json, referral, book);
            }
            else
            {
                OpenDsrWords.WriteStatus(json, referral, book.Domain, address);
            }
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = new ReadOnlyMemoryContent(body.WrittenMemory) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in new SignedAnswer(key, book.Domain, referral.Asked.Terms == OpenDsrWords.OpenGdpr).Headers(body.WrittenMemory))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        return response.IsSuccessStatusCode ? SendResult.Sent : response.StatusCode == HttpStatusCode.Gone ? SendResult.Rejected : SendResult.TryLater;
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => parts.Core.Referrals.Calls.RunAsync(this, stoppingToken);
}
