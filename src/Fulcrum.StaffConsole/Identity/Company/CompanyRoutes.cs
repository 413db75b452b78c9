using System.Globalization;
using System.Security.Claims;
using Fulcrum.Staff;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using static Fulcrum.Pages.Layout.Markup;

namespace Fulcrum.StaffConsole.Identity.Company;

/// <summary>Coming in through the company's identity provider, and what somebody sees of it. The protocol is the framework's; whose an account is, is ours.</summary>
internal static class CompanyRoutes
{
    /// <summary>Stands in the address of the page that somebody is sent back to whom the provider's answer opened nothing.</summary>
    public const string Nothing = "nothing";

    private const string Scheme = "company";
    private const string Path = "company";
    private const string UseItem = "use";
    private const string LanguageItem = "language";
    private const string ProvedClaim = "auth_time";

    /// <summary>Adds what the protocol needs.</summary>
    public static void AddTo(IServiceCollection services, ConsoleParts parts)
    {
        if (parts.Options.Company is not { } company)
        {
            return;
        }

        // Whoever is on the way while the console starts anew begins again; nothing of theirs is written to a disk.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthentication(NobodyHandler.Name).AddScheme<AuthenticationSchemeOptions, NobodyHandler>(NobodyHandler.Name, null).AddOpenIdConnect(Scheme, options =>
        {
            options.SignInScheme = NobodyHandler.Name;
            options.Authority = company.Issuer.AbsoluteUri;
            options.RequireHttpsMetadata = company.Issuer.Scheme == Uri.UriSchemeHttps;
            (options.ClientId, options.ClientSecret) = (company.ClientId, company.ClientSecret);
            (options.ResponseType, options.ResponseMode, options.UsePkce) = (OpenIdConnectResponseType.Code, OpenIdConnectResponseMode.Query, true);
            options.CallbackPath = CompanySignIn.ReturnPath;
            (options.MapInboundClaims, options.SaveTokens, options.DisableTelemetry) = (false, false, true);
            options.BackchannelTimeout = TimeSpan.FromSeconds(10);
            options.BackchannelHttpHandler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
            // Else the framework would take away who issued a token before we see it.
            options.ClaimActions.Clear();
            options.Scope.Clear();
            options.Scope.Add("openid");
            foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
            {
                (cookie.SameSite, cookie.SecurePolicy, cookie.HttpOnly) = (SameSiteMode.Lax, CookieSecurePolicy.Always, true);
            }

            options.Events = new OpenIdConnectEvents
            {
                OnRedirectToIdentityProvider = context => AskAsync(context, company),
                OnTicketReceived = context => TakeAsync(context, parts),
                OnAccessDenied = context => LeaveAsync(context, parts),
                OnRemoteFailure = context => LeaveAsync(context, parts),
            };
        });
    }

    /// <summary>Maps it, where there is a provider.</summary>
    public static void Map(WebApplication app, ConsoleParts parts)
    {
        if (parts.Options.Company is null)
        {
            return;
        }

        // After the rules of every page: an answer of the provider is held to them as well.
        app.UseAuthentication();
        app.MapMethods($"/{{language}}/{Path}/{{use}}", Reply.ReadMethods, (RequestDelegate)(async http =>
        {
            var visit = await parts.VisitOfAsync(http, parts.LanguageOf(http));
            if (!Enum.TryParse<CompanyUse>((string?)http.Request.RouteValues["use"], ignoreCase: true, out var use) || int.TryParse((string?)http.Request.RouteValues["use"], CultureInfo.InvariantCulture, out _))
            {
                throw new PageException(PageProblem.NoPage);
            }

            if (ConsoleCookies.IsForeign(http.Request, parts.Options.Address))
            {
                // Nobody's page begins a sign-in of ours: they press the button on ours.
                await Reply.SeeOtherAsync(http, visit.Path(PageOf(use)));
                return;
            }

            try
            {
                await http.ChallengeAsync(Scheme, new AuthenticationProperties { Items = { [UseItem] = use.ToString(), [LanguageItem] = visit.Language.Code } });
            }
            catch (InvalidOperationException)
            {
                // What the provider says of itself could not be read.
                throw new PageException(PageProblem.CompanyUnreachable);
            }
        }));
    }

    /// <summary>The way to the provider on a page of coming in; nothing where there is none.</summary>
    public static Markup Way(Visit visit, CompanyUse use)
    {
        if (visit.Parts.Options.Company is not { } company)
        {
            return None;
        }

        var words = use switch { CompanyUse.Enter => SignInWords.Company, CompanyUse.SetUp => SignInWords.CompanyAdd, _ => SignInWords.CompanyProve };
        return Html($"<p class=\"actions\"><a class=\"button\" href=\"{visit.Path($"{Path}/{use.ToString().ToLowerInvariant()}")}\">{visit.Language[words].Replace("{0}", company.Name, StringComparison.Ordinal)}</a></p>");
    }

    private static async Task AskAsync(RedirectContext context, CompanySignIn company)
    {
        // What says of itself that it is another is no provider of ours, wherever it was read (OpenID Connect Discovery 1.0, section 4.3).
        var known = await context.Options.ConfigurationManager!.GetConfigurationAsync(context.HttpContext.RequestAborted);
        if (!Uri.TryCreate(known.Issuer, UriKind.Absolute, out var issuer) || !string.Equals(issuer.AbsoluteUri, company.Issuer.AbsoluteUri, StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The provider says that it is another.");
        }

        // How long ago they showed who they are is asked for always; before a dangerous act they show it anew.
        var isProof = context.Properties.Items[UseItem] == nameof(CompanyUse.Prove);
        context.ProtocolMessage.MaxAge = isProof ? "0" : StaffSessions.AgeMax.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
        context.ProtocolMessage.Prompt = isProof ? OpenIdConnectPrompt.Login : null;
    }

    private static async Task TakeAsync(TicketReceivedContext context, ConsoleParts parts)
    {
        context.HandleResponse();
        var (http, use) = (context.HttpContext, Enum.Parse<CompanyUse>(context.Properties!.Items[UseItem]!));
        var visit = await parts.VisitOfAsync(http, LanguageOf(context.Properties, parts));
        var isIn = Read(context.Principal) is var (account, provedAt) && use switch
        {
            CompanyUse.Enter => await Entrance.EnterAsync(http, parts, visit, account, provedAt) is not null,
            CompanyUse.SetUp => await Entrance.BindAsync(http, parts, visit, ConsoleCookies.LinkOf(http), account, provedAt) is not null,
            _ => visit.Session is { } session && provedAt is { } at && await Entrance.ProveAsync(http, parts, session, account, at) is not null,
        };
        await Reply.SeeOtherAsync(http, isIn ? visit.Path("") : Back(visit.Language, use));
    }

    /// <summary>Whatever did not come to an account is told in one way: nothing was opened.</summary>
    private static Task LeaveAsync(HandleRequestContext<RemoteAuthenticationOptions> context, ConsoleParts parts)
    {
        context.HandleResponse();
        var properties = context switch { RemoteFailureContext failed => failed.Properties, AccessDeniedContext denied => denied.Properties, _ => null };
        var use = properties?.Items.TryGetValue(UseItem, out var said) == true && Enum.TryParse<CompanyUse>(said, out var known) ? known : CompanyUse.Enter;
        return Reply.SeeOtherAsync(context.HttpContext, Back(LanguageOf(properties, parts), use));
    }

    private static string Back(PageLanguage language, CompanyUse use) =>
        $"{language.Path(PageOf(use))}?{Nothing}";

    private static string PageOf(CompanyUse use) => use switch { CompanyUse.SetUp => "set-up", CompanyUse.Prove => "prove", _ => "sign-in" };

    private static PageLanguage LanguageOf(AuthenticationProperties? properties, ConsoleParts parts) =>
        properties?.Items.TryGetValue(LanguageItem, out var code) == true && code is not null && parts.Workspace.Languages.Contains(code) ? new PageLanguage(code) : new PageLanguage(parts.Workspace.Languages[0]);

    /// <summary>What stands for the account, and when its owner showed who they are; null where the token names none.</summary>
    private static (string Account, Instant? ProvedAt)? Read(ClaimsPrincipal? principal)
    {
        if (principal?.FindFirst("iss")?.Value is not { Length: > 0 } issuer || principal.FindFirst("sub")?.Value is not { Length: > 0 } subject)
        {
            return null;
        }

        Instant? at = long.TryParse(principal.FindFirst(ProvedClaim)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? Instant.From(DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, 253_402_300_799)))
            : null;
        return (StaffDesk.AccountOf(issuer, subject), at);
    }
}
