using Fulcrum.Server.Rights;
using Fulcrum.Server.Workspaces;

namespace Fulcrum.Server;

/// <summary>What every route is given.</summary>
internal sealed class ServerParts(FulcrumCore core, ServerOptions options)
{
    private readonly KeyGate _keys = new(options);
    private RateGate? _rates;
    private AdmissionGate? _lanes;
    private volatile ServedWorkspace? _served;
    private volatile OpenedKey? _rightsKey;

    /// <summary>The core behind the routes.</summary>
    public FulcrumCore Core => core;

    /// <summary>How this server runs.</summary>
    public ServerOptions Options => options;

    /// <summary>Who may pass.</summary>
    public KeyGate Keys => _keys;

    /// <summary>What the server measures of itself.</summary>
    public ServerMeter Meter { get; } = new();

    /// <summary>Who asks too often.</summary>
    public RateGate Rates => _rates ??= new RateGate(options, Meter, () => Served);

    /// <summary>How many are under way.</summary>
    public AdmissionGate Lanes => _lanes ??= new AdmissionGate(options.Lanes, Rates, Meter, () => Served);

    /// <summary>The workspace in force, with what serving it needs. One read serves a whole request.</summary>
    public ServedWorkspace Served
    {
        get
        {
            var served = _served;
            var current = core.Workspace.Current;
            return served is not null && ReferenceEquals(served.Workspace, current) ? served : _served = new ServedWorkspace(current);
        }
    }

    /// <summary>What is signed with for a domain; null where there is no key.</summary>
    public RightsKey? RightsKeyOf(string domain)
    {
        var opened = _rightsKey;
        if (opened is null || opened.Domain != domain)
        {
            _rightsKey = opened = new OpenedKey(domain, options.RightsKey?.Invoke(domain));
        }

        return opened.Key;
    }

    /// <summary>The time of receipt.</summary>
    public Instant Now => core.Now;

    private sealed record OpenedKey(string Domain, RightsKey? Key);
}
