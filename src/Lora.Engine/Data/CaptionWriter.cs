using Lora.Imaging;
using Lora.Project;
using Lora.Tagging;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// A model that writes captions. What it sees in a picture is kept by the picture's and the model's content; the words are made of that anew each time, so
/// that another threshold looks at no picture again. Safe for threads.
/// </summary>
internal abstract class CaptionWriter(PictureModel model, StageRequest request, StageContext context) : IDisposable
{
    private readonly ModelFiles _files = new();

    protected StageRequest Request => request;

    /// <summary>The key of what is seen in a picture.</summary>
    internal EntryKey Key(ImageItem image)
    {
        var key = new EntryKey(model.Name, EntryVersion).With(Tool.Tagger, request.Values).With(Tool.Codec, request.Values).With("image", image.Sha256);
        foreach (var file in request.FilesOf(model))
        {
            key.With(file.Name, file.Sha256);
        }

        return AddOptions(key);
    }

    /// <summary>Looks at a picture, for the store.</summary>
    /// <exception cref="OnnxException">The model cannot be run, or fails on the picture.</exception>
    /// <exception cref="FindingException">The model changed while the build ran.</exception>
    internal byte[] See(DecodedImage picture, CancellationToken stop)
    {
        var seen = Look(picture, stop);
        lock (_files)
        {
            _files.CheckPictureModel(request, model);
        }

        return seen;
    }

    /// <summary>False for an entry of another form: a store that others write to is not trusted.</summary>
    internal virtual bool IsWhole(byte[] seen) => true;

    /// <summary>A caption of what is seen; empty where that is nothing.</summary>
    internal abstract string Words(byte[] seen);

    /// <summary>A line of a caption that is there, with what it lacks.</summary>
    internal abstract string Append(string line, byte[] seen);

    /// <summary>Called once, when all captions are made.</summary>
    internal virtual void Finish(IEvents events)
    {
    }

    public abstract void Dispose();

    /// <summary>Raise it when the same picture and model give another entry.</summary>
    protected abstract int EntryVersion { get; }

    /// <summary>Adds the options that what is seen depends on.</summary>
    protected virtual EntryKey AddOptions(EntryKey key) => key;

    protected abstract byte[] Look(DecodedImage picture, CancellationToken stop);

    /// <summary>The engine, opened now.</summary>
    protected IOnnxRuntime OpenRuntime() => OnnxCatalog.Open(request, context.Events);

    /// <summary>Where a file of the model lies.</summary>
    protected string PathOf(string name) => request.FilesOf(model).First(file => file.Name == name).Path;
}
