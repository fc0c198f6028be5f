using System.Text;
using Lora.Imaging;
using Lora.Project;
using Lora.Tagging;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>Captions of a captioner: an entry holds the sentence.</summary>
internal sealed class CaptionerWriter : CaptionWriter
{
    private readonly Lazy<CaptionerModel> _model;

    internal CaptionerWriter(StageRequest request, StageContext context)
        : base(PictureModel.Captioner, request, context) =>
        _model = new(() => CaptionerModel.Open(OpenRuntime(), Path.GetDirectoryName(PathOf("vision.onnx"))!));

    protected override int EntryVersion => 1;

    internal override string Words(byte[] seen) => Encoding.UTF8.GetString(seen);

    internal override string Append(string line, byte[] seen) => Words(seen) is { Length: > 0 } words && !line.Contains(words, StringComparison.Ordinal)
        ? $"{line}{Request.Get(CaptionOptions.CaptionSeparator)} {words}" : line;

    public override void Dispose()
    {
        if (_model.IsValueCreated)
        {
            _model.Value.Dispose();
        }
    }

    protected override EntryKey AddOptions(EntryKey key) => key.With(TaggerOptions.CaptionerPrompt, Request.Values)
        .With(TaggerOptions.NumBeams, Request.Values).With(TaggerOptions.CaptionMaxLength, Request.Values)
        .With(TaggerOptions.CaptionMinLength, Request.Values);

    protected override byte[] Look(DecodedImage picture, CancellationToken stop)
    {
        // the end's token is the model's to say
        var search = new SentenceSearch(Request.Get(TaggerOptions.NumBeams), Request.Get(TaggerOptions.CaptionMinLength),
            Request.Get(TaggerOptions.CaptionMaxLength), End: 0);
        return Encoding.UTF8.GetBytes(_model.Value.Caption(picture, Request.Get(TaggerOptions.CaptionerPrompt), search, stop));
    }
}
