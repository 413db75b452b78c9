using System.Net;
using Fulcrum.Messages;
using Fulcrum.Rights.Referrals;
using Fulcrum.Server.Rights.DataRights;
using Microsoft.Extensions.Hosting;

namespace Fulcrum.Server.Rights.OpenDsr;

/// <summary>While a store is served, tells partners of each change of what they handed on.</summary>
/// <remarks>Nothing is called but origins that the workspace in force lists for the partner; a redirect is no answer.</remarks>
internal sealed class CallbackRun(ServerParts parts) : BackgroundService, ICallSender
{
    private readonly SignedCalls _calls = new(parts);

    /// <inheritdoc />
    public async ValueTask<SendResult> CallAsync(Referral referral, string address, CancellationToken cancellation)
    {
        var book = parts.Served.Workspace.Partners;
        if (!book.Partners.TryGetValue(referral.Asked.Partner, out var partner) || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || !partner.MayBeCalled(uri))
        {
            return SendResult.Rejected;
        }

        // Agents of the Data Rights Protocol need no signature, and get the same one all the same.
        var status = await _calls.PostAsync(uri, book.Domain, referral.Asked.Terms == OpenDsrWords.OpenGdpr, json =>
        {
            if (referral.Asked.Protocol == ReferralProtocol.DataRights)
            {
                DataRightsWords.Write(json, referral, book);
            }
            else
            {
                OpenDsrWords.WriteStatus(json, referral, book.Domain, address);
            }
        }, cancellation);
        return status switch
        {
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => SendResult.Sent,
            HttpStatusCode.Gone => SendResult.Rejected,
            _ => SendResult.TryLater,
        };
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _calls.Dispose();
        base.Dispose();
    }

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => parts.Core.Referrals.Calls.RunAsync(this, stoppingToken);
}
