using Lora.Tensors;

namespace Lora.Training;

/// <summary>
/// The prompt embeddings of a batch: encoded anew where the text encoder is trained or captions are shuffled, else encoded (or taken from the cache) once and
/// kept. Kept tensors live in the scope that is open when this is made.
/// </summary>
public sealed class CaptionConditioning
{
    private readonly ITrainee _model;
    private readonly TrainingSet _set;
    private readonly bool _trained;
    private readonly CaptionShuffle _shuffle;
    private readonly RandomStream _random;
    private readonly Dictionary<int, Tensor> _kept = [];

    public CaptionConditioning(ITrainee model, TrainingSet set, TrainingOptions options)
    {
        _model = model;
        _set = set;
        _trained = options.TrainTextEncoder;
        _shuffle = new CaptionShuffle(options.ShuffleCaption, options.KeepTokens);
        _random = new RandomStream(options.Seed, RandomPurpose.Captions);
        if (!_trained && !_shuffle.IsRandom)
        {
            Keep();
        }
    }

    /// <summary>[b, tokens, width], with history where the text encoder is trained.</summary>
    public Tensor Next(ReadOnlySpan<int> indices)
    {
        if (_kept.Count > 0)
        {
            var parts = new Tensor[indices.Length];
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i] = _kept[indices[i]];
            }

            return parts.Length == 1 ? parts[0] : _model.Runtime.Cat(parts, 0);
        }

        var captions = new string[indices.Length];
        for (var i = 0; i < captions.Length; i++)
        {
            captions[i] = _shuffle.Apply(_set.Samples[indices[i]].Caption, _random);
        }

        using var off = _trained ? null : _model.Runtime.NoGrad();
        return _model.Encode(captions);
    }

    private void Keep()
    {
        using var off = _model.Runtime.NoGrad();
        var byCaption = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        for (var i = 0; i < _set.Samples.Count; i++)
        {
            var sample = _set.Samples[i];
            if (sample.Embedding is { } embedding)
            {
                _kept[i] = _model.Runtime.FromFloats(embedding, [1, sample.EmbeddingTokens, embedding.Length / sample.EmbeddingTokens]);
                continue;
            }

            var caption = _shuffle.Apply(sample.Caption, _random);
            if (!byCaption.TryGetValue(caption, out var encoded))
            {
                using var scope = _model.Runtime.NewScope();
                byCaption[caption] = encoded = scope.Keep(_model.Encode([caption]));
            }

            _kept[i] = encoded;
        }
    }
}
