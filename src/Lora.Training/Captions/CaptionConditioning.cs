using Lora.Diffusion;
using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>
/// The conditioning of a batch: encoded anew where the text encoder is trained or captions differ from step to step, else encoded (or taken from the cache)
/// once and kept. Kept tensors live in the scope that is open when this is made.
/// </summary>
internal sealed class CaptionConditioning
{
    private readonly IDiffusionModel _model;
    private readonly TrainingSet _set;
    private readonly bool _trained;
    private readonly int _rows;
    private readonly int _clipSkip;
    private readonly bool _weighted;
    private readonly CaptionRecipe _recipe;
    private readonly CaptionRecipe _ofClass;
    private readonly IRandomDraws _random;
    private readonly Dictionary<int, Conditioning> _kept = [];

    public CaptionConditioning(IDiffusionModel model, TrainingSet set, OptionValues values, CaptionRecipe recipe, IRandomDraws random)
    {
        _model = model;
        _set = set;
        _trained = values.TrainsTextEncoder;
        _rows = values.Get(DatasetOptions.MaxTokenLength) / model.Text.RowTokens;
        _clipSkip = values.Get(DatasetOptions.ClipSkip);
        _weighted = values.Get(CaptionOptions.WeightedCaptions);
        (_recipe, _ofClass) = (recipe, recipe.OfClass(values));
        _random = random;
        if (values.CachesTextEmbeddings)
        {
            Keep();
        }
    }

    /// <summary>Whether the model's text encoder is asked for anything at all.</summary>
    public static bool Encodes(TrainingSet set, OptionValues values) => !values.CachesTextEmbeddings || set.Samples.Any(sample => sample.Conditioning is null);

    /// <summary>The captions that a step reads: what is drawn of them is drawn here. Null where they are the same at every step, and kept.</summary>
    public string[]? Draw(ReadOnlySpan<int> indices, CaptionMoment moment)
    {
        if (_kept.Count > 0)
        {
            return null;
        }

        var captions = new string[indices.Length];
        for (var i = 0; i < captions.Length; i++)
        {
            var sample = _set[indices[i]];
            captions[i] = (sample.IsRegularization ? _ofClass : _recipe).Apply(sample.Caption, moment, _random);
        }

        return captions;
    }

    /// <summary>b rows, with history where the text encoder is trained, and the pictures' sizes where the model takes them.</summary>
    /// <param name="indices">Of the samples.</param>
    /// <param name="captions">What <see cref="Draw"/> gave for them.</param>
    public Conditioning Of(ReadOnlySpan<int> indices, string[]? captions)
    {
        var sizes = new PictureSize[indices.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = _set[indices[i]].Size;
        }

        using var off = _trained ? null : _model.Runtime.NoGrad();
        return _model.WithSizes(captions is null ? Kept(indices) : Encode(captions), sizes);
    }

    private Conditioning Kept(ReadOnlySpan<int> indices)
    {
        var parts = new Conditioning[indices.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = _kept[_set.Original(indices[i])];
        }

        return Conditioning.Concat(parts);
    }

    private Conditioning Encode(params IReadOnlyList<string> captions) => _model.Text.EncodeCaptions(captions, _rows, _clipSkip, _weighted);

    private void Keep()
    {
        using var off = _model.Runtime.NoGrad();
        var byCaption = new Dictionary<string, Conditioning>(StringComparer.Ordinal);
        for (var i = 0; i < _set.Samples.Count; i++)
        {
            var sample = _set.Samples[i];
            if (sample.Conditioning is { } cached)
            {
                _kept[i] = Conditioning.FromArrays(_model.Runtime, cached);
                continue;
            }

            var caption = _recipe.Always(sample.Caption);
            if (!byCaption.TryGetValue(caption, out var encoded))
            {
                using var scope = _model.Runtime.NewScope();
                byCaption[caption] = encoded = Encode(caption).KeptBy(scope);
            }

            _kept[i] = encoded;
        }
    }
}
