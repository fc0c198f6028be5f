using System.Globalization;
using Lora.Imaging;

namespace Lora.Tagging;

/// <summary>
/// A tagger of the WD14 layout: one picture in, B, G, R from 0 to 255, rows or planes first; one probability out for each line of <c>selected_tags.csv</c>.
/// </summary>
public sealed class TaggerModel : IDisposable
{
    // where the model leaves it open
    private const int UsualSize = 448;

    private const int MaxSize = 4096;

    private readonly IOnnxModel _model;
    private readonly string _path;
    private readonly bool _channelsFirst;

    private TaggerModel(IOnnxModel model, string path, IReadOnlyList<TagEntry> vocabulary, bool channelsFirst, int size) =>
        (_model, _path, Vocabulary, _channelsFirst, Size) = (model, path, vocabulary, channelsFirst, size);

    public IReadOnlyList<TagEntry> Vocabulary { get; }

    /// <summary>Side of the square that the model looks at.</summary>
    public int Size { get; }

    /// <param name="runtime">What runs it.</param>
    /// <param name="path">Of <c>model.onnx</c>.</param>
    /// <param name="vocabulary">Of the file beside it.</param>
    /// <exception cref="OnnxException">It cannot be run, or is no such tagger.</exception>
    public static TaggerModel Open(IOnnxRuntime runtime, string path, IReadOnlyList<TagEntry> vocabulary)
    {
        var model = runtime.Load(path);
        try
        {
            if (model.Inputs is not [{ Shape.Count: 4, Element: OnnxElement.Float32 or OnnxElement.Float16 } input])
            {
                throw Wrong(path, $"A tagger has one input of a picture; '{Path.GetFileName(path)}' has {Describe(model.Inputs)}.");
            }

            var channelsFirst = input.Shape[3] != 3;
            var (height, width) = channelsFirst ? (input.Shape[2], input.Shape[3]) : (input.Shape[1], input.Shape[2]);
            if ((channelsFirst && input.Shape[1] != 3) || height != width || height > MaxSize || input.Shape[0] > 1)
            {
                throw Wrong(path, $"A tagger's input is one square picture of three colours; that of '{Path.GetFileName(path)}' is {input}.");
            }

            if (model.Outputs is not [{ Shape.Count: 2 } output] || (output.Shape[1] >= 0 && output.Shape[1] != vocabulary.Count))
            {
                throw Wrong(path, $"The list beside '{Path.GetFileName(path)}' has {vocabulary.Count} tags, and the model gives {Describe(model.Outputs)}.");
            }

            return new TaggerModel(model, path, vocabulary, channelsFirst, height > 0 ? height : UsualSize);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    public void Dispose() => _model.Dispose();

    /// <summary>One probability for each entry of the vocabulary.</summary>
    /// <exception cref="OnnxException">The model fails, or gives no probabilities.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was called.</exception>
    public float[] Probabilities(DecodedImage picture, CancellationToken stop)
    {
        var numbers = TaggerInput.Numbers(TaggerInput.Square(picture, Size), _channelsFirst);
        int[] shape = _channelsFirst ? [1, 3, Size, Size] : [1, Size, Size, 3];
        var made = _model.Run(new Dictionary<string, OnnxTensor> { [_model.Inputs[0].Name] = new(numbers, shape) }, stop)[0];
        if (made.Element != OnnxElement.Float32 || made.Data.Length != Vocabulary.Count)
        {
            throw Wrong(_path, $"'{Path.GetFileName(_path)}' gives {made.Data.Length} numbers for {Vocabulary.Count} tags.");
        }

        // fp16 rounds beyond 1
        var wrong = Array.FindIndex(made.Floats, value => !(value is >= -1e-3f and <= 1.001f));
        return wrong < 0 ? made.Floats : throw new OnnxException(OnnxFault.RunFailed, string.Create(CultureInfo.InvariantCulture,
            $"'{Path.GetFileName(_path)}' gives {made.Floats[wrong]} for '{Vocabulary[wrong].Name}', which is no probability."), _path);
    }

    private static OnnxException Wrong(string path, string problem) => new(OnnxFault.WrongLayout, problem, path);

    private static string Describe(IReadOnlyList<OnnxPort> ports) => string.Join(", ", ports.Select(port => $"'{port.Name}' {port}"));
}
