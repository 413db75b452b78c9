using System.Globalization;
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
using Microsoft.IdentityModel.JsonWebTokens;
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
    private readonly Uri? _issuer;
    private readonly ECDsaSecurityKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "1" };

    private CompanyProvider(string consoleOrigin, Uri? issuer)
    {
        _issuer = issuer;
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

    /// <summary>How its tokens are spoilt; empty for not.</summary>
    public string Spoils { get; set; } = "";

    /// <summary>What it was asked for last.</summary>
    public string Scope { get; private set; } = "";

    /// <summary>What the console is told of it.</summary>
    public CompanySignIn Told => new("Motors Group", new Uri(_app.Urls.Single()), Id, Secret);

    /// <summary>Starts it.</summary>
    /// <param name="consoleOrigin">Whom it knows.</param>
    /// <param name="issuer">Who it says that it is; null for itself.</param>
    public static async Task<CompanyProvider> StartAsync(string consoleOrigin, Uri? issuer = null)
    {
        var provider = new CompanyProvider(consoleOrigin, issuer);
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
        server.AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32))).AddSigningKey(_key);
        if (_issuer is not null)
        {
            server.SetIssuer(_issuer);
        }

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
        server.AddEventHandler<ApplyTokenResponseContext>(handler => handler.SetOrder(int.MinValue + 100_000).UseInlineHandler(context =>
        {
            if (Spoils.Length > 0 && context.Response.IdToken is { } token)
            {
                context.Response.IdToken = Spoil(token);
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

    private string Spoil(string token)
    {
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        var claims = handler.ReadJsonWebToken(token).Claims.Where(claim => claim.Type != Spoils).ToDictionary(claim => claim.Type, object (claim) => claim.ValueType == ClaimValueTypes.Integer32 || claim.ValueType == ClaimValueTypes.Integer64 ? long.Parse(claim.Value, CultureInfo.InvariantCulture) : claim.Value);
        switch (Spoils)
        {
            case "aud" or "nonce":
                claims[Spoils] = "another";
                break;
            case "iss":
                claims[Spoils] = "http://127.0.0.1:1/";
                break;
            case "exp":
                claims[Spoils] = DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds();
                break;
        }

        var key = Spoils == "signature" ? new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "1" } : _key;
        var written = handler.CreateToken(new SecurityTokenDescriptor { Claims = claims, SigningCredentials = Spoils == "alg" ? null : new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256) });
        return written;
    }

    /// <summary>Asks by a form who somebody is, and believes them: passwords are the provider's and not ours to try.</summary>
    private async Task AuthorizeAsync(HttpContext http)
    {
        var request = http.GetOpenIddictServerRequest()!;
        Scope = request.Scope ?? "";
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
