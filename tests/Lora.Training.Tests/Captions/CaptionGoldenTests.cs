using System.Globalization;
using System.Text.Json;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>kohya's process_caption, with Python's draws. Where ours is another answer on purpose, it follows from what is recorded.</summary>
[Trait("Golden", "captions")]
public sealed class CaptionGoldenTests
{
    public static IEnumerable<TheoryDataRow<GoldenCase>> Cases => GoldenCases.Of("captions");

    [Theory, MemberData(nameof(Cases))]
    public void Captions_AreKohyas(GoldenCase golden)
    {
        var json = golden.Json;
        var totalSteps = json.GetProperty("max_train_steps").GetInt32();
        var seed = json.GetProperty("seed").GetInt64();
        var draws = new PythonDraws(seed);
        var recipe = Recipe(json.GetProperty("options"), totalSteps);
        var moment = new CaptionMoment(Number(json, "epoch"), Number(json, "step"));
        string[] captions = Texts(json, "captions"), recorded = Texts(json, "out");
        var isOurs = GoldenList.Differences.ReasonFor(golden.DisplayName, "") is not null;
        var expected = isOurs ? Stated(json, captions, recorded) : recorded;

        Assert.Equal(isOurs, !expected.SequenceEqual(recorded));
        Assert.Equal(expected, captions.Select(caption => recipe.Apply(caption, moment, draws)));
        var next = json.TryGetProperty("replacements", out _) ? new PythonDraws(seed).NextDouble()
            : double.Parse(json.GetProperty("next_random").GetString()!, CultureInfo.InvariantCulture);
        Assert.Equal(next, draws.NextDouble());
        // a part of all steps stands there still where every caption was dropped
        Assert.Equal(CaptionRecipe.StepsOf(json.GetProperty("token_warmup_step_after").GetDouble(), totalSteps), recipe.WarmupSteps);
    }

    /// <summary>Ours, of the cases on the list of differences.</summary>
    private static string[] Stated(JsonElement json, string[] captions, string[] recorded)
    {
        var options = json.GetProperty("options");
        var separator = Text(options, "caption_separator") ?? ",";
        return [.. captions.Zip(recorded, (caption, kohyas) =>
            json.TryGetProperty("replacements", out _) ? caption
            : separator != "," ? string.Join(separator.Trim() + " ", TagsIn(kohyas, [.. caption.Split(separator).Select(tag => tag.Trim())])!)
            : Text(options, "keep_tokens_separator") is { } mark ? kohyas.Replace($" {mark} ", ", ", StringComparison.Ordinal)
            : $"{kohyas} {Text(options, "caption_suffix")}")];
    }

    /// <summary>The tags in the order in which they stand in a text, joined by commas there; they may hold commas. Null: in none.</summary>
    private static IEnumerable<string>? TagsIn(string text, IReadOnlyList<string> tags)
    {
        for (var i = 0; i < tags.Count; i++)
        {
            string[] others = [.. tags.Take(i), .. tags.Skip(i + 1)];
            if (others.Length == 0)
            {
                return text == tags[i] ? [text] : null;
            }

            if (text.StartsWith(tags[i] + ", ", StringComparison.Ordinal) && TagsIn(text[(tags[i].Length + 2)..], others) is { } rest)
            {
                return rest.Prepend(tags[i]);
            }
        }

        return null;
    }

    /// <summary>An option is set as a project sets it, but for the white space at its ends, which a project's properties do not have.</summary>
    private static CaptionRecipe Recipe(JsonElement options, int totalSteps)
    {
        var written = options.EnumerateObject()
            .ToDictionary(option => Options.All.Single(row => row.KohyaName == option.Name).Name, option => option.Value.ToString());
        var recipe = CaptionRecipe.Of(OptionValues.Resolve(Options.All, written), totalSteps);
        return Text(options, "caption_separator") is { } separator ? recipe with { Separator = separator } : recipe;
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static int Number(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetInt32() : 0;

    private static string[] Texts(JsonElement json, string name) => [.. json.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];

    private sealed class PythonDraws(long seed) : IRandomDraws
    {
        private readonly PythonRandom _random = new(seed);

        public int Next(int bound) => (int)_random.Below(bound);

        public double NextDouble() => _random.Random();
    }
}
