using Lora.Dataset;
using Lora.Imaging;
using Lora.Project;

namespace Lora.Engine;

/// <summary>A picture of the dataset, as far as it is known.</summary>
/// <param name="Item">Which.</param>
/// <param name="Info">What its file says.</param>
/// <param name="Measures">What it looks like in numbers.</param>
/// <param name="Place">Its bucket; null where it has none.</param>
internal sealed record CheckedPicture(ImageItem Item, ImageInfo Info, PictureMeasures Measures, BucketChoice? Place);
