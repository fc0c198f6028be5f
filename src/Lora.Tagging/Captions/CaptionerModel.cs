using Lora.Imaging;

namespace Lora.Tagging;

/// <summary>
/// A captioner of BLIP's layout: <c>vision.onnx</c> makes numbers of a picture, <c>text.onnx</c> says of these and a sentence's beginning what the next token
/// may be, <c>vocab.txt</c> what a token reads. docs/tagging.md has the inputs and outputs.
/// </summary>
public sealed class CaptionerModel : IDisposable
{
    private readonly IOnnxModel _vision;
    private readonly IOnnxModel _text;
    private readonly string _folder;
    private readonly WordPieces _pieces;
    private readonly CaptionerConfig _config;

    private CaptionerModel(IOnnxModel vision, IOnnxModel text, string folder, WordPieces pieces, CaptionerConfig config) =>
        (_vision, _text, _folder, _pieces, _config) = (vision, text, folder, pieces, config);

    /// <exception cref="OnnxException">It cannot be run, or is no such captioner.</exception>
    public static CaptionerModel Open(IOnnxRuntime runtime, string folder)
    {
        var (pieces, config) = (WordPieces.Read(Path.Combine(folder, "vocab.txt")), CaptionerConfig.Read(Path.Combine(folder, "captioner.json")));
        IOnnxModel? vision = null, text = null;
        try
        {
            vision = runtime.Load(Path.Combine(folder, "vision.onnx"));
            text = runtime.Load(Path.Combine(folder, "text.onnx"));
            var model = new CaptionerModel(vision, text, folder, pieces, config);
            model.CheckLayout();
            return model;
        }
        catch
        {
            vision?.Dispose();
            text?.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _vision.Dispose();
        _text.Dispose();
    }

    /// <summary>A sentence about a picture, the prompt's words among it.</summary>
    /// <param name="picture">Upright, as decoded.</param>
    /// <param name="prompt">The words that it begins with; empty: those of the config.</param>
    /// <param name="search">How it is found; the end's token is the config's.</param>
    /// <param name="stop">Ends the search.</param>
    /// <exception cref="OnnxException">The model fails.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was called.</exception>
    public string Caption(DecodedImage picture, string prompt, SentenceSearch search, CancellationToken stop)
    {
        var side = _vision.Inputs[0].Shape[2] is > 0 and var size ? size : _config.Size;
        var seen = _vision.Run(new Dictionary<string, OnnxTensor> { [_vision.Inputs[0].Name] = new(Numbers(picture, side), 1, 3, side, side) }, stop)[0];
        if (seen.Element != OnnxElement.Float32 || seen.Shape is not [1, _, _])
        {
            throw Wrong("vision.onnx", $"it gives [{string.Join(", ", seen.Shape)}] and not one row of vectors");
        }

        int[] beginning = [_config.Begin, .. _pieces.Encode(prompt.Length > 0 ? prompt : _config.Prompt)];
        var tokens = (search with { End = _config.End }).Find(beginning, sentence => Next(sentence, seen, stop));
        return _pieces.Decode(tokens);
    }

    private float[] Next(IReadOnlyList<int> sentence, OnnxTensor seen, CancellationToken stop)
    {
        long[] tokens = [.. sentence.Select(token => (long)token)];
        var inputs = _text.Inputs.ToDictionary(port => port.Name, port => port.Name switch
        {
            "input_ids" => new OnnxTensor(tokens, 1, tokens.Length),
            "attention_mask" => new OnnxTensor(Ones(tokens.Length), 1, tokens.Length),
            "encoder_attention_mask" => new OnnxTensor(Ones(seen.Shape[1]), 1, seen.Shape[1]),
            _ => seen,
        });
        var logits = _text.Run(inputs, stop)[0];
        if (logits.Element != OnnxElement.Float32 || logits.Shape is not [1, var length, > 0 and var words] || length != tokens.Length)
        {
            throw Wrong("text.onnx", $"it gives [{string.Join(", ", logits.Shape)}] for {tokens.Length} tokens");
        }

        var last = logits.Floats[^words..];
        return Array.TrueForAll(last, float.IsFinite) ? last : throw Wrong("text.onnx", "it gives something that is no number");
    }

    private static long[] Ones(int count) => [.. Enumerable.Repeat(1L, count)];

    private void CheckLayout()
    {
        if (_vision.Inputs is not [{ Shape: [_, 3, _, _] } input] || input.Shape[2] != input.Shape[3] || _vision.Outputs.Count == 0)
        {
            throw new OnnxException(OnnxFault.WrongLayout, "A captioner's vision.onnx has one input, a square picture of three planes.", PathOf("vision.onnx"));
        }

        string[] known = ["input_ids", "image_embeds", "encoder_hidden_states", "attention_mask", "encoder_attention_mask"];
        string[] names = [.. _text.Inputs.Select(port => port.Name)];
        if (!names.Contains("input_ids") || names.Except(known).Any() || names.Count(name => name is "image_embeds" or "encoder_hidden_states") != 1)
        {
            throw new OnnxException(OnnxFault.WrongLayout,
                $"A captioner's text.onnx has the inputs input_ids and image_embeds; this one has {string.Join(", ", names)}.", PathOf("text.onnx"));
        }
    }

    // squeezed to a square, as BLIP was trained
    private float[] Numbers(DecodedImage picture, int side)
    {
        var pixels = Resizer.Resize(picture.Opaque(new Rgb(255, 255, 255)), side, side, Interpolations.PillowBicubic).Pixels;
        var plane = side * side;
        var numbers = new float[plane * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            numbers[(i % 3 * plane) + (i / 3)] = ((pixels[i] / 255f) - _config.Mean[i % 3]) / _config.Std[i % 3];
        }

        return numbers;
    }

    private string PathOf(string file) => Path.Combine(_folder, file);

    private OnnxException Wrong(string file, string problem) => new(OnnxFault.RunFailed, $"'{file}' fails: {problem}.", PathOf(file));
}
