using Fulcrum.Prove.Erasure;

namespace Fulcrum.Cli.Prove.Erasure;

/// <summary>Looks for every text of the canaries in every form.</summary>
internal sealed class MarkScan
{
    private readonly ByteSearch _search = new();
    private readonly List<(string Text, string Form)> _sought = [];

    /// <summary>Makes one for these canaries.</summary>
    public MarkScan(IEnumerable<Canary> canaries)
    {
        foreach (var text in canaries.SelectMany(canary => canary.Texts))
        {
            foreach (var form in SearchForms.Of(text).GroupBy(one => one.Form))
            {
                foreach (var (_, bytes) in form)
                {
                    _search.Add(_sought.Count, bytes);
                }

                _sought.Add((text, form.Key));
            }
        }
    }

    /// <summary>How many searches one file is: texts by forms, and once more for what is packed.</summary>
    public long SearchesAFile => _sought.Count + (_sought.Count / (SearchForms.Names.Length - 1));

    /// <summary>Forms found in a file, with how many texts in each.</summary>
    public Dictionary<string, int> Find(byte[] file)
    {
        var found = _search.Find(file).Select(id => _sought[id]).GroupBy(one => one.Form).ToDictionary(group => group.Key, group => group.Select(one => one.Text).Distinct().Count());
        var packed = PackedBlocks.Of(file).SelectMany(block => _search.Find(block)).Select(id => _sought[id].Text).Distinct().Count();
        if (packed > 0)
        {
            found[SearchForms.Packed] = packed;
        }

        return found;
    }
}
