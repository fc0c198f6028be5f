using System.Text.Json;
using Lora.Testing;

namespace Lora.Dataset.Tests.Buckets;

/// <summary>kohya's bucket tables and choices. Columns of a row: see the list's own description.</summary>
[Trait("Golden", "buckets")]
public sealed class BucketGoldenTests
{
    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("buckets");

    [Theory, MemberData(nameof(Cases))]
    public void Recorded_Agrees(GoldenCase golden)
    {
        if (golden.Op == "adjust_min_max_bucket_reso_by_steps")
        {
            CompareRange(golden);
        }
        else
        {
            CompareChoices(golden);
        }

        golden.AllCompared();
    }

    private static void CompareRange(GoldenCase golden)
    {
        golden.Expect("out");
        var range = BucketRange.Snapped(Number(golden, "min"), Number(golden, "max"), Number(golden, "steps"));
        golden.Compare("out", [(double)range.Min, range.Max], Doubles(golden.Json.GetProperty("out")), GoldenTolerance.Exact);
    }

    private static void CompareChoices(GoldenCase golden)
    {
        golden.Expect("images");
        var resolution = Doubles(golden.Json.GetProperty("resolution"));
        var table = BucketTable.Make((int)resolution[0], (int)resolution[1], Number(golden, "min"), Number(golden, "max"), Number(golden, "steps"));
        if (golden.Json.GetProperty("buckets") is { ValueKind: JsonValueKind.Array } buckets)
        {
            golden.Expect("buckets");
            golden.Compare("buckets", [.. table.Buckets.SelectMany(b => (double[])[b.Width, b.Height])],
                [.. buckets.EnumerateArray().SelectMany(Doubles)], GoldenTolerance.Exact);
        }
        var noUpscale = golden.Json.GetProperty("no_upscale").GetBoolean();
        foreach (var row in golden.Json.GetProperty("images").EnumerateArray())
        {
            CompareChoice(golden, table, row, noUpscale);
        }
    }

    private static void CompareChoice(GoldenCase golden, BucketTable table, JsonElement row, bool noUpscale)
    {
        int width = row[0].GetInt32(), height = row[1].GetInt32();
        var choice = table.Select(width, height, noUpscale);
        if (row[2].ValueKind == JsonValueKind.String)
        {
            // where kohya divides by zero there is no bucket
            Assert.Equal("ZeroDivisionError", row[3].GetString());
            Assert.Null(choice);
            return;
        }
        var expected = Doubles(row);
        var c = Assert.NotNull(choice);
        golden.Compare("images", [c.BucketWidth, c.BucketHeight, c.ResizedWidth, c.ResizedHeight], expected.AsSpan(2, 4), GoldenTolerance.Exact);
        golden.Compare("images", [c.AspectError], expected.AsSpan(6, 1), new GoldenTolerance(1e-12, 0));
        Assert.Equal(c.IsUsable, expected.Length == 11);
        if (!c.IsUsable)
        {
            return;
        }

        var crop = CropBox.Of(c.BucketWidth, c.BucketHeight, width, height);
        golden.Compare("images", [crop.Left, crop.Top, crop.Right, crop.Bottom], expected.AsSpan(7, 4), new GoldenTolerance(1e-12, 1e-12));
    }

    private static int Number(GoldenCase golden, string name) => golden.Json.GetProperty(name).GetInt32();

    private static double[] Doubles(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetDouble())];
}
