using Lora.Dataset;
using Lora.Imaging;
using Lora.Project;
using Lora.Tagging;
using Lora.Vocabulary;

namespace Lora.Engine;

/// <summary>
/// The project's upscaler, where it names one: opened when the first picture needs it, which is one that is smaller than its bucket. Resize alone runs it;
/// Validate leaves such pictures to it. Safe for threads.
/// </summary>
internal sealed class Upscaler : IDisposable
{
    private readonly ModelFiles _files = new();
    private readonly SemaphoreSlim _places = new(OnnxCatalog.MostAtOnce);
    private readonly Lazy<UpscalerModel> _model;
    private readonly StageRequest _request;

    internal Upscaler(StageRequest request, StageContext context)
    {
        _request = request;
        _model = new(() => UpscalerModel.Open(OnnxCatalog.Open(request, context.Events), request.FilesOf(PictureModel.Upscaler).First(IsModel).Path));
    }

    /// <summary>True for a picture that is enlarged before it is brought to size.</summary>
    internal static bool Enlarges(StageRequest request, ImageInfo source, BucketChoice place) =>
        PictureModel.Upscaler.IsIn(request.Values) && (place.ResizedWidth > source.Width || place.ResizedHeight > source.Height);

    /// <summary>The picture over the background, larger by the model's factor, with all else that is known of it.</summary>
    /// <exception cref="OnnxException">The model cannot be run.</exception>
    /// <exception cref="FindingException">The model fails on the picture, or changed while the build ran.</exception>
    internal DecodedImage Enlarge(ImageItem image, DecodedImage source, CancellationToken stop)
    {
        var background = Rgb.Parse(_request.Values.Get(DatasetOptions.AlphaBackground));
        _places.Wait(stop);
        try
        {
            var larger = _model.Value.Enlarge(source.Opaque(background), stop);
            lock (_files)
            {
                _files.CheckPictureModel(_request, PictureModel.Upscaler);
            }

            return new DecodedImage(source.Info with { Width = larger.Width, Height = larger.Height }, 3, larger.Pixels);
        }
        catch (OnnxException e) when (e.Fault == OnnxFault.RunFailed)
        {
            throw new FindingException(OnnxCatalog.Finding(e, _request, image));
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose()
    {
        _places.Dispose();
        if (_model.IsValueCreated)
        {
            _model.Value.Dispose();
        }
    }

    // weights may lie beside it
    private static bool IsModel(ModelFile file) => Path.GetExtension(file.Name) == ".onnx";
}

/// <summary>The upscaler's part in keys of single pictures.</summary>
internal static class UpscalerKeys
{
    /// <summary>Adds nothing in a project without one.</summary>
    internal static EntryKey WithUpscaler(this EntryKey key, StageRequest request)
    {
        if (!PictureModel.Upscaler.IsIn(request.Values))
        {
            return key;
        }

        key.With(Tool.Upscaler, request.Values).With("upscaling", UpscalerModel.Version);
        foreach (var file in request.FilesOf(PictureModel.Upscaler))
        {
            key.With("upscaler", file.Sha256);
        }

        return key;
    }
}
