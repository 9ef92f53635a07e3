//! Filing in an object store that speaks S3. An object appears when its upload is complete, so
//! nothing is prepared.

use std::path::PathBuf;

use percent_encoding::utf8_percent_encode;

use super::destination::{Destination, Errand, Trouble};
use super::server::secret_of;
use ferrofax_gateway_toml::Secret;
use ferrofax_network::encoding::UNRESERVED;
use ferrofax_network::s3::{Bucket, ObjectStore};

/// A bucket of an object store, with a prefix for the names of objects in it.
pub(super) struct S3 {
    /// The bucket with the access key, but without its secret.
    pub(super) bucket: Bucket,
    /// The file with the secret of the access key.
    pub(super) secret_file: PathBuf,
}

impl S3 {
    fn objects(&self) -> Result<ObjectStore, Trouble> {
        let bucket = self.bucket.with_secret(Secret(secret_of(&self.secret_file)?));
        ObjectStore::new(&bucket).map_err(Trouble::Unavailable)
    }
}

impl Destination for S3 {
    fn address(&self) -> String {
        self.bucket.to_string()
    }

    fn probe(&self, stop: &dyn Fn() -> bool) -> Result<(), Trouble> {
        self.objects()?.probe(stop).map_err(Trouble::Unavailable)
    }

    /// An object that exists is not replaced: it was stored at an earlier attempt. If a reader has
    /// removed it since, it is stored again, which can only happen if an upload ended with an
    /// unknown result.
    fn publish(&self, errand: &Errand<'_>, _is_again: bool) -> Result<(), Trouble> {
        let copies = errand.copies()?;
        let (document, json) = errand.files();
        let objects = self.objects()?;
        let put = |name: &str, octets: &[u8]| {
            let encoded = utf8_percent_encode(name, &UNRESERVED).to_string();
            match objects.put_new(&encoded, octets, errand.stop) {
                Ok(is_new) if is_new || errand.was_begun => Ok(()),
                Ok(_) => {
                    Err(Trouble::Refused(format!("there is another object named {name} already")))
                }
                Err(why) => Err(Trouble::Unavailable(why)),
            }
        };
        if let (Some(name), Some(text)) = (json, copies.json) {
            put(&name, &text)?;
        }
        put(&document, &copies.document)
    }
}
