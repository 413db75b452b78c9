using Fulcrum.Consent.Ledger;

namespace Fulcrum.Contracts.Simulated;

/// <summary>The files of a ledger in memory: what is synced outlives a power cut, of what is not a seeded part does.</summary>
/// <remarks>Safe from many threads.</remarks>
public sealed class SimulatedLedgerFiles : ILedgerFiles
{
    private readonly Dictionary<string, SimulatedFile> _files = [];
    private readonly Lock _lock = new();

    /// <summary>Whether writes and syncs are refused.</summary>
    public bool Refuses { get; set; }

    /// <summary>How often something was put on disk.</summary>
    public int Syncs { get; private set; }

    /// <inheritdoc />
    public ILedgerFile Open(string name) => File(name);

    /// <inheritdoc />
    public byte[]? Read(string name)
    {
        lock (_lock)
        {
            return _files.TryGetValue(name, out var file) ? [.. file.Now] : null;
        }
    }

    /// <inheritdoc />
    public void Replace(string name, ReadOnlySpan<byte> bytes)
    {
        var file = File(name);
        file.Cut(0);
        file.Write(0, bytes);
        file.Sync();
    }

    /// <inheritdoc />
    public void Delete(string name)
    {
        lock (_lock)
        {
            _files.Remove(name);
        }
    }

    /// <inheritdoc />
    public string PathOf(string name) => $"ledger/{name}";

    /// <summary>Cuts the power: each file is as it was synced, with a seeded part of what was written since.</summary>
    public void Crash(int seed)
    {
        var chance = new Random(seed);
        lock (_lock)
        {
            foreach (var name in _files.Keys.Order().ToArray())
            {
                _files[name] = _files[name].Survivor(chance);
            }
        }
    }

    /// <summary>A copy of everything, as an operator could keep one.</summary>
    public Dictionary<string, byte[]> Copy()
    {
        lock (_lock)
        {
            return _files.ToDictionary(file => file.Key, file => file.Value.Now.ToArray());
        }
    }

    /// <summary>Puts other bytes in the place of a file.</summary>
    public void Plant(string name, byte[] bytes)
    {
        lock (_lock)
        {
            _files[name] = new SimulatedFile(this, bytes);
        }
    }

    private SimulatedFile File(string name)
    {
        lock (_lock)
        {
            return _files.TryGetValue(name, out var file) ? file : _files[name] = new SimulatedFile(this, []);
        }
    }

    private sealed class SimulatedFile(SimulatedLedgerFiles files, byte[] bytes) : ILedgerFile
    {
        private byte[] _synced = bytes;

        public List<byte> Now { get; } = [.. bytes];

        public long Length
        {
            get
            {
                lock (files._lock)
                {
                    return Now.Count;
                }
            }
        }

        public int Read(long at, Span<byte> into)
        {
            lock (files._lock)
            {
                var count = (int)Math.Clamp(Now.Count - at, 0, into.Length);
                System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Now).Slice((int)Math.Min(at, Now.Count), count).CopyTo(into);
                return count;
            }
        }

        public void Write(long at, ReadOnlySpan<byte> written)
        {
            lock (files._lock)
            {
                Check();
                for (var index = 0; index < written.Length; index++)
                {
                    if (at + index < Now.Count)
                    {
                        Now[(int)at + index] = written[index];
                    }
                    else
                    {
                        Now.Add(written[index]);
                    }
                }
            }
        }

        public void Cut(long length)
        {
            lock (files._lock)
            {
                Check();
                Now.RemoveRange((int)length, Now.Count - (int)length);
            }
        }

        public void Sync()
        {
            lock (files._lock)
            {
                Check();
                _synced = [.. Now];
                files.Syncs++;
            }
        }

        public SimulatedFile Survivor(Random chance)
        {
            // Of what was written behind the synced end a part is there, the last bytes of it as nobody wrote them.
            var kept = Now.Count > _synced.Length ? chance.Next(Now.Count - _synced.Length + 1) : 0;
            var bytes = _synced.Concat(Now.Skip(_synced.Length).Take(kept)).ToArray();
            for (var torn = 0; torn < Math.Min(kept, 5); torn++)
            {
                bytes[^(torn + 1)] = (byte)chance.Next(256);
            }

            return new SimulatedFile(files, bytes);
        }

        public void Dispose()
        {
        }

        private void Check()
        {
            if (files.Refuses)
            {
                throw new IOException("The simulated disk refuses.");
            }
        }
    }
}
