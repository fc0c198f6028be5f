using System.Runtime.InteropServices;
using Lora.Imaging;
using Lora.Project;
using Lora.Tagging;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Captions of a tagger: an entry holds the probability of each tag, 32-bit floats in the order of the tagger's list.</summary>
internal sealed class TaggerWriter : CaptionWriter
{
    private readonly IReadOnlyList<TagEntry> _vocabulary;
    private readonly TaggerRules _rules;
    private readonly TagFrequencies _frequencies = new();
    private readonly Lazy<TaggerModel> _model;

    internal TaggerWriter(StageRequest request, StageContext context)
        : base(PictureModel.Tagger, request, context)
    {
        _vocabulary = TagVocabulary.Read(PathOf("selected_tags.csv"));
        _rules = new TaggerRules(_vocabulary, request.Values);
        _model = new(() => TaggerModel.Open(OpenRuntime(), PathOf("model.onnx"), _vocabulary));
    }

    protected override int EntryVersion => 1;

    internal override bool IsWhole(byte[] seen) => seen.Length == _vocabulary.Count * sizeof(float);

    internal override string Words(byte[] seen) => _rules.Join(Tags(seen));

    internal override string Append(string line, byte[] seen) => _rules.Append(line, Tags(seen));

    internal override void Finish(IEvents events)
    {
        if (Request.Get(TaggerOptions.FrequencyTags))
        {
            foreach (var line in _frequencies.Lines)
            {
                events.Say(line);
            }
        }
    }

    public override void Dispose()
    {
        if (_model.IsValueCreated)
        {
            _model.Value.Dispose();
        }
    }

    protected override byte[] Look(DecodedImage picture, CancellationToken stop) =>
        MemoryMarshal.AsBytes<float>(_model.Value.Probabilities(picture, stop)).ToArray();

    private IReadOnlyList<string> Tags(byte[] seen)
    {
        var tags = _rules.Tags(MemoryMarshal.Cast<byte, float>(seen));
        _frequencies.Add(tags);
        return tags;
    }
}
