namespace Lora.Testing;

/// <summary>
/// A captioner that says which colour a picture has most of: "a red critter." The next word depends on the last one and on the picture's mean colour alone, so
/// that its sentences can be worked out by hand.
/// </summary>
public static class TinyCaptioner
{
    private static readonly string[] Words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "picture", "of", "red", "green", "blue", "##ish", "critter", "."];

    private static readonly string[] Colours = ["red", "green", "blue"];

    // how much more probable than any other word
    private static readonly (string From, string To, float Logit)[] Transitions =
    [
        ("[CLS]", "a", 9), ("a", "red", 4), ("a", "green", 4), ("a", "blue", 4), ("red", "##ish", 6), ("red", "critter", 5.9f), ("green", "critter", 5),
        ("blue", "critter", 5), ("##ish", "critter", 6), ("##ish", ".", 5), ("critter", ".", 6), (".", "[SEP]", 9), ("picture", "of", 9), ("of", "a", 9),
    ];

    /// <summary>Writes its four files.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Words);
        File.WriteAllText(Path.Combine(folder, "captioner.json"), """{ "size": 8, "mean": [0, 0, 0], "std": [1, 1, 1], "begin": 2, "end": 3 }""");
        File.WriteAllBytes(Path.Combine(folder, "vision.onnx"), new OnnxModelWriter()
            .Input("pixel_values", OnnxModelWriter.Float, -1, 3, -1, -1).Output("image_embeds", OnnxModelWriter.Float, -1, 1, 3)
            .Longs("axes", [1], 1)
            .Node("ReduceMean", ["pixel_values"], "mean", ("axes", new[] { 2, 3 }), ("keepdims", 0))
            .Node("Unsqueeze", ["mean", "axes"], "image_embeds").ToBytes());
        var (next, colours) = (new float[Words.Length * Words.Length], new float[3 * Words.Length]);
        foreach (var (from, to, logit) in Transitions)
        {
            next[(Number(from) * Words.Length) + Number(to)] = logit;
        }

        foreach (var (channel, colour) in Colours.Index())
        {
            colours[(channel * Words.Length) + Number(colour)] = 3;
        }

        File.WriteAllBytes(Path.Combine(folder, "text.onnx"), new OnnxModelWriter()
            .Input("input_ids", OnnxModelWriter.Int64, -1, -1).Input("image_embeds", OnnxModelWriter.Float, -1, 1, 3)
            .Output("logits", OnnxModelWriter.Float, -1, -1, Words.Length)
            .Floats("next", [Words.Length, Words.Length], next).Floats("colours", [3, Words.Length], colours)
            .Node("Gather", ["next", "input_ids"], "follows").Node("MatMul", ["image_embeds", "colours"], "seen")
            .Node("Add", ["follows", "seen"], "logits").ToBytes());
    }

    private static int Number(string word) => Array.IndexOf(Words, word);
}
