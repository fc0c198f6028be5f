using Lora.Tensors;
using Lora.Testing;

namespace Lora.Tagging.Tests.Captions;

/// <summary>The search against all sentences that there are, and against transformers' greedy one.</summary>
public sealed class SentenceSearchTests
{
    private const int Words = 4, End = 3, Longest = 5;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void ManyBeams_FindTheBestOfAllSentences(ulong seed)
    {
        var next = Table(seed);
        int[] best = [];
        var bestScore = double.NegativeInfinity;
        foreach (var sentence in All([0]))
        {
            var score = 0.0;
            for (var i = 1; i < sentence.Length; i++)
            {
                var logits = next(sentence[..i]);
                score += logits[sentence[i]] - Math.Log(logits.Sum(each => Math.Exp(each)));
            }

            score /= sentence.Length - 1;
            if (score > bestScore + 1e-12)
            {
                (best, bestScore) = ([.. sentence.Where(word => word != End)], score);
            }
        }

        Assert.Equal(best, new SentenceSearch(400, 0, Longest, End).Find([0], next));
    }

    [Fact]
    public void OneBeam_TakesTheMostProbableEachTime()
    {
        var next = Table(7);
        List<int> expected = [0];
        while (expected.Count < Longest && Array.IndexOf(next(expected), next(expected).Max()) is not End and var word)
        {
            expected.Add(word);
        }

        Assert.Equal(expected, new SentenceSearch(1, 0, Longest, End).Find([0], next));
    }

    [Fact]
    public void Lengths_AreKept()
    {
        float[] ending = [0, 0, 0, 9];
        float[] going = [9, 0, 0, 0];
        Assert.Equal([0], new SentenceSearch(1, 0, 6, End).Find([0], _ => ending));
        Assert.Equal(4, new SentenceSearch(1, 4, 6, End).Find([0], _ => ending).Count);
        Assert.Equal(4, new SentenceSearch(3, 4, 6, End).Find([0], _ => ending).Count);
        Assert.Equal(6, new SentenceSearch(1, 0, 6, End).Find([0], _ => going).Count);
        Assert.Equal(6, new SentenceSearch(2, 0, 6, End).Find([0], _ => going).Count);
    }

    [Fact, Trait("Golden", "onnx")]
    public void Greedy_IsTransformers()
    {
        var golden = GoldenCases.Of("onnx", each => each.Json.TryGetProperty("greedy_tokens", out _)).Single().Data;
        Assert.SkipWhen(golden.Json.ValueKind == System.Text.Json.JsonValueKind.Undefined, "the set holds no greedy caption");
        int[] tokens = [.. golden.Json.GetProperty("greedy_tokens").EnumerateArray().Select(token => token.GetInt32())];
        using var tensors = new SafetensorsFile(GoldenFolder.Find("onnx", golden.Json.GetProperty("tensors").GetString()!));
        int[] shape = [.. tensors["in.image_embeds"].Shape.Select(size => (int)size)];
        var embeds = new OnnxTensor(tensors.ReadFloats("in.image_embeds")[..(shape[1] * shape[2])], 1, shape[1], shape[2]);
        using var model = TestOnnx.Runtime.Load(GoldenFolder.Find("onnx", golden.Json.GetProperty("model").GetString()!));
        var (begin, end) = (golden.Json.GetProperty("bos").GetInt32(), golden.Json.GetProperty("sep").GetInt32());
        var found = new SentenceSearch(1, 0, tokens.Length, end).Find([begin], sentence =>
        {
            var logits = model.Run(new Dictionary<string, OnnxTensor>
            {
                ["input_ids"] = new([.. sentence.Select(token => (long)token)], 1, sentence.Count),
                ["image_embeds"] = embeds,
            }, default)[0];
            return logits.Floats[^logits.Shape[2]..];
        });
        Assert.Equal(tokens, found);
    }

    private static IEnumerable<int[]> All(int[] beginning)
    {
        if (beginning[^1] == End || beginning.Length == Longest)
        {
            yield return beginning;
            yield break;
        }

        foreach (var sentence in Enumerable.Range(0, Words).SelectMany(word => All([.. beginning, word])))
        {
            yield return sentence;
        }
    }

    // depends on the last two words
    private static Func<IReadOnlyList<int>, float[]> Table(ulong seed)
    {
        var table = new float[Words * (Words + 1) * Words];
        new Generator(seed).Normal(table, 0, 1.5);
        return sentence =>
        {
            var at = ((sentence.Count > 1 ? sentence[^2] + 1 : 0) * Words) + sentence[^1];
            return table[(at * Words)..][..Words];
        };
    }
}
