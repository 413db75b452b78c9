using YamlDotNet.Core;

namespace Fulcrum.Workspaces.Reading;

/// <summary>Finds where in its file a character of a scalar stands, whichever way the scalar is written.</summary>
/// <remarks>
/// YAML folds lines, trims indents and unescapes, but it keeps every character that is not white space in order. So
/// the n-th such character of the value is the n-th such character of the source.
/// </remarks>
internal static class RulePlace
{
    /// <summary>The place of <c>scalar.Text[offset]</c>; just after the last character for an offset at the end.</summary>
    public static Place Of(YamlScalar scalar, int offset, string source)
    {
        var wanted = scalar.Text.Take(offset).Count(letter => !char.IsWhiteSpace(letter));
        var at = new Walk(source, scalar.At);
        if (scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded)
        {
            at.SkipLine();
        }
        else if (scalar.Style is ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted)
        {
            at.Step();
        }

        var last = at.Place;
        for (var passed = 0; !at.IsEnd; at.Step())
        {
            var isText = at.ReadEscape(scalar.Style);
            if (!isText)
            {
                continue;
            }

            if (passed == wanted)
            {
                return at.Start;
            }

            passed++;
            last = at.Next;
            if (passed == wanted && offset >= scalar.Text.TrimEnd().Length)
            {
                return last;
            }
        }

        return last;
    }

    /// <summary>A walk over the source that counts lines and columns.</summary>
    private sealed class Walk
    {
        private readonly string _source;
        private readonly string _file;
        private int _index;
        private int _line = 1;
        private int _column = 1;

        public Walk(string source, Place start)
        {
            (_source, _file) = (source, start.File);
            while (!IsEnd && (_line < start.Line || (_line == start.Line && _column < start.Column)))
            {
                Step();
            }
        }

        public bool IsEnd => _index >= _source.Length;

        public Place Place => new(_file, _line, _column);

        /// <summary>Where the character last read starts: at its escape, if it has one.</summary>
        public Place Start { get; private set; }

        public Place Next => new(_file, _line, _column + 1);

        public void Step()
        {
            if (IsEnd)
            {
                return;
            }

            (_line, _column) = _source[_index] == '\n' ? (_line + 1, 1) : (_line, _column + 1);
            _index++;
        }

        public void SkipLine()
        {
            var line = _line;
            while (!IsEnd && _line == line)
            {
                Step();
            }
        }

        /// <summary>Stops on the last character of what may be an escape. True when it is no white space in the value.</summary>
        public bool ReadEscape(ScalarStyle style)
        {
            Start = Place;
            var letter = _source[_index];
            var isEscape = (style == ScalarStyle.DoubleQuoted && letter == '\\') || (style == ScalarStyle.SingleQuoted && letter == '\'');
            if (!isEscape)
            {
                return !char.IsWhiteSpace(letter);
            }

            Step();
            return !IsEnd && !char.IsWhiteSpace(_source[_index]) && !(style == ScalarStyle.DoubleQuoted && _source[_index] is ('n' or 't' or 'r'));
        }
    }
}
