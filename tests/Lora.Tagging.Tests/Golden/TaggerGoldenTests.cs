using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using Lora.Imaging;
using Lora.Project;
using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Tagging.Tests.Golden;

/// <summary>The tagger's probabilities of pictures, and what the options make of them, as kohya's script has it.</summary>
[Trait("Golden", "tagger")]
public sealed class TaggerGoldenTests
{
    private static readonly string Folder = Repository.At("examples", "inkstyle", "tagger");

    private static readonly Lazy<TaggerModel> Model = new(() => TaggerModel.Open(
        TestOnnx.Runtime, Path.Combine(Folder, "model.onnx"), TagVocabulary.Read(Path.Combine(Folder, "selected_tags.csv"))));

    private static readonly ConcurrentDictionary<string, float[]> Seen = new();

    public static IEnumerable<TheoryDataRow<GoldenCase>> Pictures => GoldenCases.Of("tagger", golden => Text(golden, "kind") == "probabilities");

    public static IEnumerable<TheoryDataRow<GoldenCase>> OptionSets => GoldenCases.Of("tagger", golden => Text(golden, "kind") == "captions");

    [Theory, MemberData(nameof(Pictures))]
    public void Picture_HasTheRecordedProbabilities(GoldenCase golden)
    {
        var picture = Decode(Text(golden, "file"));
        Assert.Equal(golden.Json.GetProperty("size").EnumerateArray().Select(size => size.GetInt32()), [picture.Width, picture.Height]);
        Assert.Equal(golden.Json.GetProperty("padded_side").GetInt32(), Math.Max(picture.Width, picture.Height));
        var tolerance = golden.Json.GetProperty("tolerance");
        var square = TaggerInput.Square(picture, Model.Value.Size);
        CompareInput(golden, square, tolerance.GetProperty("input_max").GetInt32());
        var probabilities = Model.Value.Probabilities(picture, TestContext.Current.CancellationToken);
        var expected = Recorded(golden);
        Assert.Equal(expected.Length, probabilities.Length);
        var allowed = tolerance.GetProperty(IsSame(golden, square) ? "probability_same_input" : "probability").GetDouble();
        Assert.All(expected.Zip(probabilities), pair => Assert.InRange(pair.Second, pair.First - allowed, pair.First + allowed));
        foreach (var top in golden.Json.GetProperty("top").EnumerateObject())
        {
            var index = Model.Value.Vocabulary.Index().First(entry => entry.Item.Name == top.Name).Index;
            // recorded with five digits
            Assert.InRange(probabilities[index], top.Value.GetDouble() - allowed - 1e-5, top.Value.GetDouble() + allowed + 1e-5);
        }
    }

    [Theory, MemberData(nameof(OptionSets))]
    public void Options_GiveTheRecordedCaptions(GoldenCase golden)
    {
        var written = Written(golden.Json.GetProperty("arguments"));
        var vocabulary = TagVocabulary.Read(Text(golden, "vocabulary") == "selected_tags.csv" ? Path.Combine(Folder, "selected_tags.csv")
            : GoldenFolder.Find("tagger", Text(golden, "vocabulary")));
        var rules = new TaggerRules(vocabulary, OptionValues.Resolve(Options.All, written));
        var existing = golden.Json.TryGetProperty("existing", out var there)
            ? there.EnumerateObject().ToDictionary(file => file.Name, file => file.Value.GetString()!) : [];
        var frequencies = new TagFrequencies();
        var made = new Dictionary<string, string>();
        foreach (var picture in golden.Head.GetProperty("cases").EnumerateArray().Where(each => each.GetProperty("kind").GetString() == "probabilities")
            .OrderBy(each => each.GetProperty("file").GetString(), StringComparer.Ordinal))
        {
            var name = Path.GetFileName(picture.GetProperty("file").GetString()!);
            var tags = rules.Tags(Seen.GetOrAdd(picture.GetProperty("file").GetString()!, file => Model.Value.Probabilities(Decode(file), default)));
            frequencies.Add(tags);
            made[name] = (written.GetValueOrDefault("TagMode") == "append" ? rules.Append(existing.GetValueOrDefault(name, ""), tags)
                : rules.Join(tags)) + "\n";
        }

        foreach (var caption in Expected(golden).EnumerateObject())
        {
            Assert.Equal(Ours(golden, caption.Value.GetString()!), made[caption.Name]);
        }

        if (golden.Json.TryGetProperty("stdout", out var printed))
        {
            Assert.Contains(string.Join('\n', frequencies.Lines) + "\n", printed.GetString(), StringComparison.Ordinal);
        }
    }

    private static void CompareInput(GoldenCase golden, Rgb24Image square, int most)
    {
        var patch = golden.Json.GetProperty("input_patch");
        int[] box = [.. patch.GetProperty("box").EnumerateArray().Select(side => side.GetInt32())];
        var expected = new ManagedCodec().Decode(File.ReadAllBytes(GoldenFolder.Find("tagger", patch.GetProperty("expected_rgb").GetString()!))).Opaque();
        var actual = square.Crop(box[0], box[1], box[2] - box[0], box[3] - box[1]);
        Assert.All(expected.Pixels.Zip(actual.Pixels), pair => Assert.InRange(pair.Second - pair.First, -most, most));
        double[] mean = [.. golden.Json.GetProperty("input_mean_bgr").EnumerateArray().Select(each => each.GetDouble())];
        var numbers = TaggerInput.Numbers(square, channelsFirst: false);
        for (var c = 0; c < 3; c++)
        {
            // recorded as a sum in fp32, which is off by some tenths
            Assert.InRange(numbers.Where((_, i) => i % 3 == c).Average(), mean[c] - most, mean[c] + most);
        }

        if (Text(golden, "resized_by") != "opencv INTER_AREA" && !Text(golden, "file").EndsWith(".jpg", StringComparison.Ordinal))
        {
            Assert.True(IsSame(golden, square), "the input is another one");
        }
    }

    private static bool IsSame(GoldenCase golden, Rgb24Image square) => Text(golden, "input_sha256")
        == Digest.Of(MemoryMarshal.AsBytes<float>(TaggerInput.Numbers(square, channelsFirst: false)));

    private static float[] Recorded(GoldenCase golden)
    {
        using var file = new SafetensorsFile(GoldenFolder.Find("tagger", "probabilities.safetensors"));
        var tags = (int)file["probabilities"].Shape[1];
        return file.ReadFloats("probabilities")[(golden.Json.GetProperty("row_in_probabilities").GetInt32() * tags)..][..tags];
    }

    /// <summary>kohya's arguments as our options.</summary>
    private static Dictionary<string, string> Written(JsonElement arguments)
    {
        var written = new Dictionary<string, string> { ["Tagger"] = Folder };
        string[] words = [.. arguments.EnumerateArray().Select(word => word.GetString()!)];
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == "--append_tags")
            {
                written["TagMode"] = "append";
                continue;
            }

            var option = Options.All.First(option => option.KohyaName == words[i][2..]);
            written[option.Name] = option is BooleanOption ? "true" : words[++i];
        }

        return written;
    }

    /// <summary>What the documentation means where the script does something else, what the script does everywhere else.</summary>
    private static JsonElement Expected(GoldenCase golden) => golden.Json.TryGetProperty("want", out var want) ? want
        : golden.Json.TryGetProperty("captions", out var captions) ? captions
        : golden.Head.GetProperty("cases").EnumerateArray().First(each => each.GetProperty("name").GetString() == "defaults").GetProperty("captions");

    /// <summary>In the cases of tags that always come first: in the order in which they are listed.</summary>
    private static string Ours(GoldenCase golden, string recorded)
    {
        if (GoldenList.Differences.ReasonFor(golden.DisplayName, golden.Op) is null || !golden.Name.StartsWith("always-first", StringComparison.Ordinal))
        {
            return recorded;
        }

        string[] first = [.. golden.Json.GetProperty("arguments")[1].GetString()!.Split(',', StringSplitOptions.TrimEntries)];
        var tags = recorded.TrimEnd('\n').Split(", ");
        return string.Join(", ", [.. first.Where(tags.Contains), .. tags.Except(first)]) + "\n";
    }

    private static DecodedImage Decode(string file) => new ManagedCodec().Decode(File.ReadAllBytes(GoldenFolder.Find("tagger", file)));

    private static string Text(GoldenCase golden, string name) => golden.Json.GetProperty(name).GetString()!;
}
