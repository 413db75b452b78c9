using System.Collections.Immutable;
using System.Text;
using Fulcrum.Cli.Import;

namespace Fulcrum.Cli.Tests.Import;

/// <summary>Files as people have them: every line is read or named with its fault, and none takes others down.</summary>
public class RowReaderTests
{
    private static readonly ImmutableArray<string> Three = ["a", "b", "c"];

    [Fact]
    public void Columns_between_runs_of_spaces_are_read_whatever_stands_at_the_ends() =>
        Assert.Equal(["1:one|two|3", "3:x|y|z"], Spaced(" one   two\t3  \r\n\r\nx y z"));

    [Fact]
    public void A_header_names_the_columns_and_quotes_hold_delimiters_quotes_and_line_breaks()
    {
        using var rows = Csv("name;note\r\n\"Ada; L.\";\"said \"\"hi\"\"\"\r\n\"two\nlines\";x\r\nplain;y\r\n", ';', null);

        Assert.Equal(["name", "note"], rows.Columns);
        Assert.Equal(["2:Ada; L.|said \"hi\"", "3:two\nlines|x", "5:plain|y"], Read(rows));
    }

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("|")]
    [InlineData("\t")]
    public void Any_delimiter_is_read(string delimiter) =>
        Assert.Equal(["1:1|2|3"], Read(Csv($"1{delimiter}2{delimiter}3\n", delimiter[0], Three)));

    [Fact]
    public void An_empty_field_and_an_empty_quoted_field_are_both_empty() =>
        Assert.Equal(["1:||"], Read(Csv(",\"\",\n", ',', Three)));

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_column()
    {
        using var rows = Csv("\uFEFFid,b,c\n1,2,3\n", ',', null);

        Assert.Equal("id", rows.Columns[0]);
        Assert.Equal(["2:1|2|3"], Read(rows));
    }

    [Fact]
    public void A_quote_left_open_costs_its_own_line_only() =>
        Assert.Equal(["1:1|2|3", "2!open-quote", "3:4|5|6", "4:7|8|9"], Read(Csv("1,2,3\n\"open,5,6\n4,5,6\n7,8,9\n", ',', Three)));

    [Theory]
    [InlineData("a\"b,2,3")]
    [InlineData("\"ab\"c,2,3")]
    public void A_quote_where_none_may_stand_is_named(string line) =>
        Assert.Equal(["1!bad-quote", "2:1|2|3"], Read(Csv($"{line}\n1,2,3\n", ',', Three)));

    [Fact]
    public void A_wrong_number_of_columns_is_named() =>
        Assert.Equal(["1!column-count", "2!column-count", "3:1|2|3"], Read(Csv("1,2\n1,2,3,4\n1,2,3\n", ',', Three)));

    [Fact]
    public void A_line_that_is_too_long_is_skipped_and_named_and_the_next_one_is_read() =>
        Assert.Equal(
            ["1:1|2|3", "2!line-too-long", "3:4|5|6"],
            Read(Csv($"1,2,3\n{new string('x', LineReader.LengthMax + 100_000)}\n4,5,6\n", ',', Three)));

    [Fact]
    public void Bytes_that_are_no_UTF_8_and_zero_bytes_are_named() =>
        Assert.Equal(
            ["1!bad-encoding", "2!bad-character", "3:1|2|3"],
            Read(new DelimitedRows(Lines([(byte)'a', 0xFF, (byte)'\n', (byte)'b', 0, (byte)'\n', .. "1,2,3"u8]), ',', Three)));

    [Fact]
    public void One_byte_encodings_are_read()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var cyrillic = Encoding.GetEncoding("windows-1251");

        Assert.Equal(["1:Анна|2|3"], Read(new DelimitedRows(new LineReader(new MemoryStream(cyrillic.GetBytes("Анна,2,3")), cyrillic), ',', Three)));
    }

    [Fact]
    public void JSON_lines_are_read_by_path_and_bad_ones_are_named() =>
        Assert.Equal(
            ["1:7|deep|true", "2!bad-json", "3!not-an-object", "4:||"],
            Read(new JsonRows(
                Lines("{\"id\":7,\"a\":{\"b\":\"deep\"},\"ok\":true}\n{\"id\":\n[1]\n{\"id\":null}\n"u8.ToArray()), ["id", "a.b", "ok"])));

    [Fact]
    public void Reading_goes_on_behind_any_row_as_if_it_had_never_stopped()
    {
        const string Text = "id,b,c\n1,\"x\ny\",3\n\n4,5,6\r\n\"bad,8,9\n10,11,12";
        using var whole = Csv(Text, ',', null);
        var all = new List<Row>();
        while (whole.TryRead(out var row))
        {
            all.Add(row);
        }

        for (var stop = 0; stop < all.Count; stop++)
        {
            using var rest = Csv(Text, ',', null);
            rest.GoBehind(all[stop].LastLine, all[stop].End);

            Assert.Equal(all.Skip(stop + 1).Select(Shown), Read(rest));
        }
    }

    [Fact]
    public void A_stream_that_hands_out_one_byte_at_a_time_reads_the_same() =>
        Assert.Equal(
            ["1:1|2|3", "2:4|5|6"],
            Read(new DelimitedRows(new LineReader(new OneByteStream([.. "\uFEFF1,2,3\r\n4,5,6"u8]), Encoding.UTF8), ',', Three)));

    private static List<string> Spaced(string text) => Read(new SpacedRows(Lines(Encoding.UTF8.GetBytes(text)), Three));

    private static DelimitedRows Csv(string text, char delimiter, ImmutableArray<string>? columns) =>
        new(Lines(Encoding.UTF8.GetBytes(text)), delimiter, columns);

    private static LineReader Lines(byte[] bytes) => new(new MemoryStream(bytes), Encoding.UTF8);

    private static List<string> Read(RowReader rows)
    {
        var read = new List<string>();
        while (rows.TryRead(out var row))
        {
            read.Add(Shown(row));
        }

        return read;
    }

    private static string Shown(Row row) => row.Fault is { } fault ? $"{row.Line}!{fault.Code}" : $"{row.Line}:{string.Join('|', row.Values)}";

    private sealed class OneByteStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));
    }
}
