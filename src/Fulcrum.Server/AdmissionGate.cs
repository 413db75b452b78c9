using System.Diagnostics.Metrics;
using Fulcrum.Server.Collect;
using Fulcrum.Server.Workspaces;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Server;

/// <summary>Bounds how many requests are under way at once. What comes beyond waits a little for a place, and is then asked to come back (429), before anything of it is read.</summary>
/// <remarks>
/// Withdrawals and rights have a lane of their own, which a flood of events and questions cannot fill; whether the server lives is asked in none. To turn away at once would cost a good part
/// of what serving costs, and the caller would be back the sooner: so it waits first, and its connection with it. One network takes at most a quarter of a lane, so that slow
/// senders of one place do not keep it. Safe from many threads; while there is room nothing is allocated.
/// </remarks>
internal sealed class AdmissionGate : IDisposable
{
    private readonly Lane _ordinary;
    private readonly Lane _rights;
    private readonly bool _rightsOnTheirOwn;
    private readonly RateGate _rates;
    private readonly ServerMeter _meter;
    private readonly Func<ServedWorkspace> _served;

    /// <param name="sizes">How wide the lanes are.</param>
    /// <param name="rates">Tells networks apart.</param>
    /// <param name="meter">Counts what was turned away.</param>
    /// <param name="served">Says which browsers may read that they were.</param>
    public AdmissionGate(LaneSizes sizes, RateGate rates, ServerMeter meter, Func<ServedWorkspace> served)
    {
        (_rates, _meter, _served) = (rates, meter, served);
        (_ordinary, _rights) = (new Lane("ordinary", sizes.Ordinary, sizes), new Lane("rights", sizes.Rights, sizes));
        _rightsOnTheirOwn = sizes.HasOwnLaneForRights;
        meter.Watch(() => [Measured(_ordinary), Measured(_rights)]);
    }

    /// <summary>Takes a place until disposed.</summary>
    /// <exception cref="ProblemException">There is none; nothing of the request was read.</exception>
    public async ValueTask<Place> EnterAsync(HttpContext http)
    {
        var marks = http.GetEndpoint()?.Metadata;
        if (marks?.GetMetadata<OpenLane>() is not null)
        {
            return default;
        }

        var lane = _rightsOnTheirOwn && marks?.GetMetadata<RightsLane>() is not null ? _rights : _ordinary;
        var network = _rates.NetworkOf(http, out var caller) ? caller & (Lane.Networks - 1) : Lane.NoNetwork;
        if (lane.TryEnter(network) || await lane.WaitAsync(network, http.RequestAborted))
        {
            return new Place(lane, network);
        }

        _meter.Shed.Add(1, new KeyValuePair<string, object?>("lane", lane.Name));
        Cors.Allow(http, _served());
        throw new ProblemException(Problems.Overloaded);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _ordinary.Dispose();
        _rights.Dispose();
    }

    private static Measurement<long> Measured(Lane lane) => new(lane.Taken, new KeyValuePair<string, object?>("lane", lane.Name));

    /// <summary>A place taken.</summary>
    public readonly struct Place(Lane? lane, int network) : IDisposable
    {
        /// <inheritdoc />
        public void Dispose() => lane?.Leave(network);
    }

    /// <summary>A number of places, and of those who wait for one, first come, first served.</summary>
    internal sealed class Lane(string name, int width, LaneSizes sizes) : IDisposable
    {
        /// <summary>Buckets that networks are hashed into.</summary>
        public const int Networks = 1 << 14;

        /// <summary>For a caller on this machine, whose network is not counted.</summary>
        public const int NoNetwork = -1;

        private readonly SemaphoreSlim _places = new(width);
        private readonly int[] _byNetwork = new int[Networks];
        private readonly int _eachMax = Math.Max(1, width / 4);
        private int _waiting;

        /// <summary>For measurements.</summary>
        public string Name => name;

        /// <summary>Places taken.</summary>
        public int Taken => width - _places.CurrentCount;

        /// <summary>Takes a place if there is one.</summary>
        public bool TryEnter(int network)
        {
            if (!MayEnter(network))
            {
                return false;
            }

            if (_places.Wait(0, CancellationToken.None))
            {
                return true;
            }

            Forget(network);
            return false;
        }

        /// <summary>Waits for a place, unless too many do.</summary>
        public async ValueTask<bool> WaitAsync(int network, CancellationToken cancellation)
        {
            if (sizes.Wait == TimeSpan.Zero || !MayEnter(network))
            {
                return false;
            }

            var isIn = false;
            try
            {
                isIn = Interlocked.Increment(ref _waiting) <= sizes.Waiting && await _places.WaitAsync(sizes.Wait, cancellation);
                return isIn;
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
                if (!isIn)
                {
                    Forget(network);
                }
            }
        }

        /// <summary>Gives a place back.</summary>
        public void Leave(int network)
        {
            Forget(network);
            _places.Release();
        }

        /// <inheritdoc />
        public void Dispose() => _places.Dispose();

        private bool MayEnter(int network)
        {
            if (network == NoNetwork || Interlocked.Increment(ref _byNetwork[network]) <= _eachMax)
            {
                return true;
            }

            Forget(network);
            return false;
        }

        private void Forget(int network)
        {
            if (network != NoNetwork)
            {
                Interlocked.Decrement(ref _byNetwork[network]);
            }
        }
    }
}

/// <summary>How many requests may be under way at once.</summary>
/// <param name="Ordinary">Events, questions and everything else; at least 1.</param>
/// <param name="Rights">Withdrawals, erasures and requests about rights; at least 1.</param>
public sealed record LaneSizes(int Ordinary, int Rights)
{
    /// <summary>What two processors answer in a fraction of a second, and room for a disk that takes its time.</summary>
    public static LaneSizes Default { get; } = new(2_048, 1_024);

    /// <summary>How long one waits for a place.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Most that wait in a lane; beyond it one is asked to come back at once.</summary>
    public int Waiting { get; init; } = 8_192;

    /// <summary>Off only in the test that must notice what that costs.</summary>
    internal bool HasOwnLaneForRights { get; init; } = true;
}

/// <summary>Marks a route that is answered however full the lanes are: whoever balances the load has to hear of it.</summary>
internal sealed class OpenLane
{
    /// <summary>The mark.</summary>
    public static OpenLane Mark { get; } = new();
}
