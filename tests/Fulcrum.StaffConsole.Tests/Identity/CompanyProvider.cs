using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using Fulcrum.Hosting.Doors;
using Fulcrum.StaffConsole.Identity.Company;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Fulcrum.StaffConsole.Tests.Identity;

/// <summary>A company's identity provider: OpenIddict, with a page that asks who somebody is.</summary>
internal sealed class CompanyProvider : IAsyncDisposable
{
    private const string Id = "console";
    private const string Secret = "what the console shows the provider";

    private readonly WebApplication _app;
    private readonly string _returnTo;

    private CompanyProvider(string consoleOrigin)
    {
        _returnTo = consoleOrigin + CompanySignIn.ReturnPath;
        var builder = BareHost.Begin(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        builder.Services.AddAuthentication();
        builder.Services.AddOpenIddict().AddServer(Configure);
        _app = builder.Build();
        _app.UseAuthentication();
        _app.MapMethods("/authorize", ["GET", "POST"], (RequestDelegate)AuthorizeAsync);
    }

    /// <summary>Whether it says when somebody showed who they are.</summary>
    public bool SaysWhen { get; set; } = true;

    /// <summary>How long ago it says that was.</summary>
    public TimeSpan Ago { get; set; }

    /// <summary>What the console is told of it.</summary>
    public CompanySignIn Told => new("Motors Group", new Uri(_app.Urls.Single()), Id, Secret);

    public static async Task<CompanyProvider> StartAsync(string consoleOrigin)
    {
        var provider = new CompanyProvider(consoleOrigin);
        await provider._app.StartAsync(TestContext.Current.CancellationToken);

        // The first answer of a provider that just started can take longer than a console waits for one.
        using var caller = new HttpClient();
        _ = await caller.GetStringAsync(new Uri(provider.Told.Issuer, ".well-known/openid-configuration"), TestContext.Current.CancellationToken);
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private void Configure(OpenIddictServerBuilder server)
    {
        server.SetAuthorizationEndpointUris("authorize").SetTokenEndpointUris("token");
        server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
        server.AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32))).AddSigningKey(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "1" });
        server.EnableDegradedMode();
        server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().DisableTransportSecurityRequirement();
        server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
        {
            if (context.ClientId != Id || context.RedirectUri != _returnTo)
            {
                context.Reject(OpenIddictConstants.Errors.InvalidClient, "It is not known here.");
            }

            return default;
        }));
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
        {
            if (context.ClientId != Id || context.ClientSecret != Secret)
            {
                context.Reject(OpenIddictConstants.Errors.InvalidClient, "It is not known here.");
            }

            return default;
        }));
    }

    /// <summary>Asks by a form who somebody is, and believes them: passwords are the provider's and not ours to try.</summary>
    private async Task AuthorizeAsync(HttpContext http)
    {
        var request = http.GetOpenIddictServerRequest()!;
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            var fields = string.Concat(request.GetParameters().Select(field => $"<input type=hidden name=\"{field.Key}\" value=\"{WebUtility.HtmlEncode((string?)field.Value)}\">"));
            http.Response.ContentType = "text/html; charset=utf-8";
            await http.Response.WriteAsync(
                $"""
                <!doctype html><html lang=en><title>Motors Group</title><h1>Who are you?</h1><p id=prompt>{WebUtility.HtmlEncode(request.Prompt)}</p>
                <form method=post>{fields}<label>Account <input name=account></label><button>Go on</button><button name=refuse value=yes>Refuse</button></form>
                """);
            return;
        }

        var form = await http.Request.ReadFormAsync();
        var properties = new Microsoft.AspNetCore.Authentication.AuthenticationProperties();
        if (form["refuse"] == "yes")
        {
            properties.Items[OpenIddictServerAspNetCoreConstants.Properties.Error] = OpenIddictConstants.Errors.AccessDenied;
            await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.ForbidAsync(http, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, properties);
            return;
        }

        var identity = new ClaimsIdentity("provider");
        identity.SetClaim(OpenIddictConstants.Claims.Subject, form["account"].ToString());
        if (SaysWhen)
        {
            identity.SetClaim(OpenIddictConstants.Claims.AuthenticationTime, DateTimeOffset.UtcNow.ToUnixTimeSeconds() - (long)Ago.TotalSeconds);
        }

        identity.SetScopes(request.GetScopes());
        identity.SetDestinations(_ => [OpenIddictConstants.Destinations.IdentityToken]);
        await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.SignInAsync(http, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, new ClaimsPrincipal(identity), properties);
    }
}
