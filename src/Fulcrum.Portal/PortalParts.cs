using Fulcrum.Portal.Identity;
using Fulcrum.Portal.Layout;
using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Portal;

/// <summary>What every page is given.</summary>
internal sealed class PortalParts(FulcrumCore core, PortalOptions options) : IDisposable
{
    /// <summary>The core behind the pages.</summary>
    public FulcrumCore Core => core;

    /// <summary>How this portal runs.</summary>
    public PortalOptions Options => options;

    /// <summary>Who visits, by the cookie of their own device.</summary>
    public Devices Devices { get; } = new(options);

    /// <summary>Who changes too much at once.</summary>
    public ChangeRate Rate { get; } = new(options);

    /// <summary>The workspace in force. One read serves a whole request.</summary>
    public Workspace Workspace => core.Workspace.Current;

    /// <summary>The language a page is asked in; a page of no language of the workspace is not there.</summary>
    public PageLanguage LanguageOf(HttpContext http) =>
        http.Request.RouteValues["language"] is string code && Workspace.Languages.Contains(code) ? new PageLanguage(code) : throw new PageException(PageProblem.NoPage);

    /// <inheritdoc />
    public void Dispose() => Rate.Dispose();
}
