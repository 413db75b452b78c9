using System.Text;

namespace Fulcrum.Cli.Import;

/// <summary>Splits a delimited record, line by line, as RFC 4180 quotes it: a quote opens a field only at its beginning; two inside stand for one.</summary>
/// <remarks>
/// Works by lines because a row is known by its line: a quote that never closes must cost one line, where a parser
/// of the whole file would swallow what follows.
/// </remarks>
internal sealed class QuotedFields(char delimiter)
{
    private readonly List<string> _fields = [];
    private readonly StringBuilder _field = new();
    private bool _wasQuoted;

    /// <summary>Whether a quoted field goes on in the next line.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether a quote stood where none may.</summary>
    public bool IsBad { get; private set; }

    /// <summary>The fields, once nothing is open.</summary>
    public string[] ToArray() => [.. _fields];

    /// <summary>Takes the next line of the record in.</summary>
    public void Read(string line)
    {
        if (IsOpen)
        {
            _field.Append('\n');
        }

        for (var at = 0; at < line.Length; at++)
        {
            if (IsOpen)
            {
                at += ReadQuoted(line, at);
            }
            else
            {
                ReadPlain(line[at]);
            }
        }

        if (!IsOpen)
        {
            EndField();
        }
    }

    private int ReadQuoted(string line, int at)
    {
        if (line[at] != '"')
        {
            _field.Append(line[at]);
            return 0;
        }

        if (at + 1 < line.Length && line[at + 1] == '"')
        {
            _field.Append('"');
            return 1;
        }

        IsOpen = false;
        return 0;
    }

    private void ReadPlain(char character)
    {
        if (character == delimiter)
        {
            EndField();
        }
        else if (character == '"' && _field.Length == 0 && !_wasQuoted)
        {
            IsOpen = _wasQuoted = true;
        }
        else
        {
            IsBad |= character == '"' || _wasQuoted;
            _field.Append(character);
        }
    }

    private void EndField()
    {
        _fields.Add(_field.ToString());
        _field.Clear();
        _wasQuoted = false;
    }
}
