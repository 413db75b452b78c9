using Fulcrum.Sqlite.Engine;

namespace Fulcrum.Prove.Disks;

/// <summary>A disk as a power cut leaves it: what was synced is there, of the rest anything may be.</summary>
/// <remarks>
/// Bytes written and not synced survive in whole 512-byte sectors, each or none, in any order; a cut or stretched length likewise.
/// Names made, changed or taken away last once their folder was synced; before that the first so many of them do.
/// Not safe from many threads.
/// </remarks>
internal sealed class DiskModel
{
    private const int Sector = 512;

    private readonly Dictionary<string, Inode?> _durable = new(StringComparer.Ordinal) { [""] = null };
    private readonly Dictionary<string, Inode?> _seen = new(StringComparer.Ordinal) { [""] = null };
    private readonly List<DiskCall> _names = [];
    private readonly List<Inode?> _made = [];

    /// <summary>Takes the next step in.</summary>
    public void Take(in DiskStep step)
    {
        if (step.Acknowledged != 0)
        {
            return;
        }

        var (call, fault) = (step.Call, step.Fault);
        switch (call.Kind)
        {
            case DiskCallKind.Write or DiskCallKind.Truncate when fault is DiskFault.None:
                FileAt(call.Path).Pending.Add(call);
                break;
            case DiskCallKind.Sync:
                FileAt(call.Path).Sync(isGood: fault is DiskFault.None);
                break;
            case DiskCallKind.SyncFolder when fault is DiskFault.None:
                Settle(call.Path);
                break;
            case DiskCallKind.Create or DiskCallKind.Rename or DiskCallKind.Delete or DiskCallKind.CreateFolder when fault is DiskFault.None:
                Rename(call);
                break;
            default:
                break; // It failed, or was never done: as if it had not been asked.
        }
    }

    /// <summary>Writes the folder as it may look after a power cut now.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="chance">Decides what survives.</param>
    /// <param name="kept">The share of what was not synced that survives: 0 none, 1 all.</param>
    public void WriteTo(string folder, Random chance, double kept)
    {
        var names = new Dictionary<string, Inode?>(_durable, StringComparer.Ordinal);
        var lasting = kept is 0 ? 0 : kept is 1 ? _names.Count : chance.Next(_names.Count + 1);
        for (var index = 0; index < lasting; index++)
        {
            Apply(names, _names[index], _made[index]);
        }

        foreach (var (path, file) in names)
        {
            if (file is not null && IsReachable(names, path))
            {
                var full = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                File.WriteAllBytes(full, file.Survivor(chance, kept));
                if (path.StartsWith("keys" + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !OperatingSystem.IsWindows())
                {
                    File.SetUnixFileMode(full, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                }
            }
            else if (file is null && path.Length > 0 && IsReachable(names, path))
            {
                Directory.CreateDirectory(Path.Combine(folder, path));
            }
        }
    }

    private static bool IsReachable(Dictionary<string, Inode?> names, string path)
    {
        for (var folder = Path.GetDirectoryName(path) ?? ""; folder.Length > 0; folder = Path.GetDirectoryName(folder) ?? "")
        {
            if (!names.ContainsKey(folder))
            {
                return false;
            }
        }

        return true;
    }

    private Inode FileAt(string path)
    {
        if (!_seen.TryGetValue(path, out var file) || file is null)
        {
            // Opened without being made anew: a file from before the trace began, which none of ours is.
            throw new InvalidOperationException($"{path} was written and never made.");
        }

        return file;
    }

    private void Rename(DiskCall call)
    {
        var made = call.Kind switch
        {
            DiskCallKind.Create => _seen.GetValueOrDefault(call.Path) is { } again ? again.Emptied() : new Inode(),
            DiskCallKind.Rename => _seen.GetValueOrDefault(call.Path),
            _ => null,
        };
        Apply(_seen, call, made);
        _names.Add(call);
        _made.Add(made);
    }

    private static void Apply(Dictionary<string, Inode?> names, DiskCall call, Inode? made)
    {
        switch (call.Kind)
        {
            case DiskCallKind.Rename:
                names.Remove(call.Path);
                names[call.To] = made;
                break;
            case DiskCallKind.Delete:
                names.Remove(call.Path);
                break;
            default:
                names[call.Path] = made;
                break;
        }
    }

    private void Settle(string folder)
    {
        for (var index = 0; index < _names.Count;)
        {
            if ((Path.GetDirectoryName(_names[index].Path) ?? "") == folder)
            {
                Apply(_durable, _names[index], _made[index]);
                _names.RemoveAt(index);
                _made.RemoveAt(index);
            }
            else
            {
                index++;
            }
        }
    }

    private sealed class Inode
    {
        private readonly List<DiskCall> _lost = [];
        private readonly Content _synced = new();

        public List<DiskCall> Pending { get; } = [];

        // Made anew over an old one: empty once that is on disk, which its next sync says.
        public Inode Emptied()
        {
            Pending.Add(new DiskCall(DiskCallKind.Truncate, ""));
            return this;
        }

        public void Sync(bool isGood)
        {
            foreach (var call in Pending)
            {
                if (isGood)
                {
                    _synced.Write(call, static _ => true);
                }
                else
                {
                    _lost.Add(call);
                }
            }

            Pending.Clear();
        }

        public byte[] Survivor(Random chance, double kept)
        {
            var content = new Content(_synced);
            foreach (var call in _lost.Concat(Pending))
            {
                content.Write(call, _ => kept is 1 || (kept > 0 && chance.NextDouble() < kept));
            }

            return content.ToArray();
        }
    }

    private sealed class Content
    {
        private byte[] _bytes;
        private int _length;

        public Content() => _bytes = [];

        public Content(Content other) => (_bytes, _length) = (other.ToArray(), other._length);

        public byte[] ToArray() => _bytes[.._length];

        public void Write(DiskCall call, Func<int, bool> survives)
        {
            if (call.Kind == DiskCallKind.Truncate)
            {
                if (survives(0))
                {
                    Reach((int)call.At);
                    _bytes.AsSpan((int)call.At).Clear();
                    _length = (int)call.At;
                }

                return;
            }

            var source = call.Bytes.Span;
            for (var from = 0; from < source.Length;)
            {
                var at = (int)call.At + from;
                var count = Math.Min(source.Length - from, Sector - (at % Sector));
                if (survives(at / Sector))
                {
                    Reach(at + count);
                    _length = Math.Max(_length, at + count);
                    source.Slice(from, count).CopyTo(_bytes.AsSpan(at));
                }

                from += count;
            }
        }

        private void Reach(int length)
        {
            if (_bytes.Length < length)
            {
                Array.Resize(ref _bytes, Math.Max(length, _bytes.Length * 2));
            }
        }
    }
}
